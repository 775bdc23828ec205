using System.Net;
using Faucet.Web.Tests.Journeys;
using Microsoft.Playwright;

namespace Faucet.Web.Tests.Captcha;

/// <summary>A check that is not good any more runs again alone, and nothing that was typed is lost.</summary>
public sealed class StaleCheckTests
{
    [Fact]
    public async Task In_a_browser_the_check_runs_again_without_a_page_load_and_the_claim_goes_out()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, 1100, ColorScheme.Light);
        var posts = 0;
        var pages = 0;
        page.Request += (_, request) =>
        {
            posts += request.Method == "POST" ? 1 : 0;
            pages += request.ResourceType == "document" && new Uri(request.Url).AbsolutePath == "/" ? 1 : 0;
        };
        await page.GotoAsync("/");
        await page.GetByLabel("Bitcoin address").FillAsync(Visitor.Address(1));
        await Assertions.Expect(page.GetByText("Check done")).ToBeVisibleAsync();

        // The operator restarts the faucet with another difficulty: what the browser has solved is of no use.
        faucet.Kill();
        faucet["Captcha__Altcha__Cost"] = "150";
        await faucet.StartAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByText("24,000 sat credited")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Equal((2, 1), (posts, pages));
        await faucet.AssertLedgerVerifiesAsync();
    }

    [Fact]
    public async Task Without_a_script_the_page_comes_back_with_the_address()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var alice = new Visitor(faucet.Url, "10.0.0.1");
        using var bob = new Visitor(faucet.Url, "10.0.0.2");
        await bob.SolveAsync();

        using var missing = await bob.PostAsync("/", ("address", Visitor.Address(1)));
        using var stale = await bob.ClaimAsync(Visitor.Address(1), await alice.SolveAsync());

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (missing.StatusCode, stale.StatusCode));
        Assert.Contains($"value=\"{Visitor.Address(1)}\"", await stale.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var said = await missing.Content.ReadAsStringAsync();
        Assert.Contains($"value=\"{Visitor.Address(1)}\"", said, StringComparison.Ordinal);
        Assert.Contains("<p id=\"instead\" class=\"help\">", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_is_told_where_the_wallet_is_in_place_of_a_redirect()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        visitor.Http.DefaultRequestHeaders.Accept.ParseAdd("application/problem+json");

        using var created = await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync());

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.StartsWith("/wallet?claim=", created.Headers.Location?.ToString(), StringComparison.Ordinal);
    }
}
