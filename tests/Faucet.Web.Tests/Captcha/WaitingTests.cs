using System.Net;
using System.Text.RegularExpressions;
using Faucet.Web.Tests.Journeys;
using Microsoft.Playwright;

namespace Faucet.Web.Tests.Captcha;

/// <summary>Claims of people whose browser can run no check.</summary>
public sealed partial class WaitingTests
{
    private static readonly (string, string) TwoSeconds = ("Captcha__Waiting__Seconds", "2");
    private static readonly (string, string) AnHour = ("Captcha__Waiting__Seconds", "3600");

    [Fact]
    public async Task Without_a_script_one_waits_and_claims_once()
    {
        await using var faucet = FaucetProcess.OnSandbox(TwoSeconds);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url, "10.0.0.1");
        Assert.Contains("formaction=\"/waiting\"", await visitor.ReadAsync("/"), StringComparison.Ordinal);

        using var asked = await visitor.PostAsync("/waiting", ("address", Visitor.Address(1)), ("altcha", ""));
        Assert.Equal((HttpStatusCode.SeeOther, "/waiting"), (asked.StatusCode, asked.Headers.Location?.ToString()));
        var page = await visitor.ReadAsync("/waiting");
        Assert.Contains("You can claim <b>", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Visitor.Address(1)}\"", page, StringComparison.Ordinal);
        var ticket = Ticket().Match(page).Groups[1].Value;

        using var early = await visitor.PostAsync("/", ("address", Visitor.Address(1)), ("ticket", ticket));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, early.StatusCode);
        var said = await early.Content.ReadAsStringAsync();
        Assert.Contains("Your waiting time is not over", said, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Visitor.Address(1)}\"", said, StringComparison.Ordinal);

        await Eventually.HoldsAsync("the ticket is good", async () =>
            (await visitor.ReadAsync("/waiting")).Contains("You can claim now", StringComparison.Ordinal));
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            visitor.PostAsync("/", ("address", Visitor.Address(1)), ("ticket", ticket))));
        Assert.Contains(replies, reply => reply.StatusCode == HttpStatusCode.SeeOther);
        Assert.Contains("12,000</b> sat", await visitor.ReadAsync("/wallet"), StringComparison.Ordinal);

        using var again = await visitor.PostAsync("/", ("address", Visitor.Address(1)), ("ticket", ticket));
        Assert.Equal(replies.First(reply => reply.StatusCode == HttpStatusCode.SeeOther).Headers.Location, again.Headers.Location);
        using var other = await visitor.PostAsync("/", ("address", Visitor.Address(2)), ("ticket", ticket));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        await faucet.AssertLedgerVerifiesAsync();
    }

    [Fact]
    public async Task One_connection_holds_one_place_and_the_hour_has_so_many()
    {
        await using var faucet = FaucetProcess.OnSandbox(AnHour, ("Captcha__Waiting__PerHour", "2"));
        await faucet.StartAsync();
        using var alice = new Visitor(faucet.Url, "10.0.0.1");
        using var bob = new Visitor(faucet.Url, "10.0.0.1");
        using var carol = new Visitor(faucet.Url, "10.0.0.2");
        using var dave = new Visitor(faucet.Url, "10.0.0.3");

        using var first = await alice.PostAsync("/waiting", ("address", Visitor.Address(1)));
        using var sameAgain = await alice.PostAsync("/waiting", ("address", Visitor.Address(1)));
        using var sameConnection = await bob.PostAsync("/waiting", ("address", Visitor.Address(2)));
        using var second = await carol.PostAsync("/waiting", ("address", Visitor.Address(3)));
        using var third = await dave.PostAsync("/waiting", ("address", Visitor.Address(4)));

        Assert.All([first, sameAgain, second], reply => Assert.Equal(HttpStatusCode.SeeOther, reply.StatusCode));
        Assert.All([sameConnection, third], reply => Assert.Equal(HttpStatusCode.TooManyRequests, reply.StatusCode));
        Assert.All([sameConnection, third], reply => Assert.InRange(reply.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 4_300));
        Assert.Contains(Visitor.Address(2), await sameConnection.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_serves_neither_another_browser_nor_another_connection()
    {
        await using var faucet = FaucetProcess.OnSandbox(("Captcha__Waiting__Seconds", "1"));
        await faucet.StartAsync();
        using var alice = new Visitor(faucet.Url, "10.0.0.1");
        using var bob = new Visitor(faucet.Url, "10.0.0.1");
        using var asked = await alice.PostAsync("/waiting", ("address", Visitor.Address(1)));
        await Eventually.HoldsAsync("the ticket is good", async () => (await alice.ReadAsync("/waiting")).Contains("You can claim now", StringComparison.Ordinal));
        var ticket = Ticket().Match(await alice.ReadAsync("/waiting")).Groups[1].Value;
        await bob.ReadAsync("/captcha/challenge");

        using var stolen = await bob.PostAsync("/", ("address", Visitor.Address(2)), ("ticket", ticket));
        alice.Http.DefaultRequestHeaders.Remove("X-Forwarded-For");
        alice.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "10.0.0.9");
        using var moved = await alice.PostAsync("/", ("address", Visitor.Address(1)), ("ticket", ticket));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, stolen.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, moved.StatusCode);
        Assert.Contains("issued to another", await moved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_address_is_said_at_once_and_a_key_is_not_kept()
    {
        await using var faucet = FaucetProcess.OnSandbox(AnHour);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);

        using var wrong = await visitor.PostAsync("/waiting", ("address", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081"));
        using var key = await visitor.PostAsync("/waiting", ("address", "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"));
        using var huge = await visitor.PostAsync("/waiting", ("address", new string('a', 513)));
        visitor.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var foreign = await visitor.PostAsync("/waiting", ("address", Visitor.Address(1)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Contains("value=\"bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, key.StatusCode);
        Assert.DoesNotContain("KwDiBf89", await key.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, huge.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Empty(visitor.Cookies.GetAllCookies());
    }

    [Fact]
    public async Task Switched_off_it_is_not_there()
    {
        await using var faucet = FaucetProcess.OnSandbox(("Captcha__Waiting__Seconds", "0"));
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);

        Assert.DoesNotContain("/waiting", await visitor.ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("/waiting", await visitor.ReadAsync("/how-it-works"), StringComparison.Ordinal);
        using var page = await visitor.Http.GetAsync(new Uri("/waiting", UriKind.Relative));
        using var post = await visitor.PostAsync("/waiting", ("address", Visitor.Address(1)));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, post.StatusCode));
    }

    [Fact]
    public async Task In_a_browser_without_scripts_it_is_three_presses_of_a_button()
    {
        await using var faucet = FaucetProcess.OnSandbox(TwoSeconds);
        await faucet.StartAsync();
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, 360, ColorScheme.Light, hasScripts: false);

        await page.GotoAsync("/");
        await page.GetByLabel("Bitcoin address").FillAsync(Visitor.Address(1));
        await BrowserSession.ShootAsync(page, "waiting-360-light-landing-without-scripts");
        await page.GetByRole(AriaRole.Button, new() { Name = "wait instead of the check" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your place is held." })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Claim" })).ToBeHiddenAsync();
        await BrowserSession.ShootAsync(page, "waiting-360-light-held-without-scripts");
        await Eventually.HoldsAsync("the page says so", async () =>
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
            return await page.GetByRole(AriaRole.Heading, new() { Name = "You can claim now." }).IsVisibleAsync();
        });
        await Assertions.Expect(page.GetByLabel("Bitcoin address")).ToHaveValueAsync(Visitor.Address(1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();

        await Assertions.Expect(page.GetByText("12,000 sat credited")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(1100, ColorScheme.Light)]
    [InlineData(1100, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Every_state_of_the_page_can_be_read_by_everyone(int width, ColorScheme scheme)
    {
        await using var faucet = FaucetProcess.OnSandbox(("Captcha__Waiting__Seconds", "8"));
        await faucet.StartAsync();
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, width, scheme);

        await page.GotoAsync("/waiting");
        await LookAsync(page, "start", width, scheme);
        await page.GetByLabel("Bitcoin address").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start waiting" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await LookAsync(page, "wrong-address", width, scheme);
        await page.GetByLabel("Bitcoin address").FillAsync(Visitor.Address(1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Start waiting" }).ClickAsync();
        await Assertions.Expect(page.GetByText("You can claim in 00:0")).ToBeVisibleAsync();
        await LookAsync(page, "held", width, scheme);

        // With scripts the button appears by itself when the time has come.
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();
        await Assertions.Expect(page.GetByText("12,000 sat credited")).ToBeVisibleAsync();
        Assert.Empty(browser.Complaints);
        Assert.Empty(browser.Strangers);
    }

    private static async Task LookAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        await BrowserSession.AssertFitsAsync(page);
        await BrowserSession.AssertAccessibleAsync(page);
        await BrowserSession.ShootAsync(page, $"waiting-{width}-{scheme}-{name}".ToLowerInvariant());
    }

    [GeneratedRegex("name=\"ticket\" value=\"([^\"]+)\"")]
    private static partial Regex Ticket();
}
