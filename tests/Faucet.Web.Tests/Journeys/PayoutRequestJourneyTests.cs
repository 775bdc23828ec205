using Microsoft.Playwright;

namespace Faucet.Web.Tests.Journeys;

/// <summary>An owner asks for a payout before the threshold, changes his mind, and asks again, in a real browser.</summary>
public sealed class PayoutRequestJourneyTests
{
    [Theory]
    [InlineData(1100, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Asked_for_taken_back_and_asked_for_again_at_once(int width, ColorScheme scheme)
    {
        var shots = $"request-{width}-{scheme}".ToLowerInvariant();
        await using var faucet = FaucetProcess.OnSandbox();
        await faucet.StartAsync();
        await faucet.SetAsync("payout.fee-paid-by", "visitor");
        await faucet.SetAsync("payout.batch-age-seconds", "21600");
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, width, scheme);
        await page.GotoAsync("/");
        await BrowserSession.ClaimAsync(page, Visitor.Address(1));
        var batched = page.GetByRole(AriaRole.Button, new() { Name = "Pay out with the next batch" });
        var atOnce = page.GetByRole(AriaRole.Button, new() { Name = "Pay out at once" });

        // Both ways, each with what arrives: 84 sat and 282 sat are the network's.
        await Assertions.Expect(page.Locator("#quote-Batched")).ToContainTextAsync("23,916 sat arrive. 84 sat of it go to the network's fee. It leaves within 6 h");
        await Assertions.Expect(page.Locator("#quote-AtOnce")).ToContainTextAsync("23,718 sat arrive. 282 sat of it go to the network's fee. It leaves within moments.");
        await BrowserSession.LookAsync(page, $"{shots}-1-quotes");

        // It waits; it is taken back, whole.
        await BrowserSession.AnsweredAsync(page, () => batched.ClickAsync());
        await Assertions.Expect(page.Locator(".story .now .title")).ToContainTextAsync("Waiting for a batch");
        await Assertions.Expect(page.Locator("#balance .hero")).ToHaveTextAsync("0 sat");
        await Assertions.Expect(batched).ToHaveCountAsync(0);
        await BrowserSession.LookAsync(page, $"{shots}-2-queued");
        await BrowserSession.AnsweredAsync(page, () => page.GetByRole(AriaRole.Button, new() { Name = "Cancel this payout" }).ClickAsync());
        await Assertions.Expect(page.Locator("#payouts .badge")).ToHaveTextAsync("Cancelled");
        await Assertions.Expect(page.Locator("#balance .hero")).ToHaveTextAsync("24,000 sat");
        await page.Locator("#payouts summary").ClickAsync();
        await BrowserSession.LookAsync(page, $"{shots}-3-cancelled");

        // At once it needs no batch, and pays what was said.
        await BrowserSession.AnsweredAsync(page, () => atOnce.ClickAsync());
        await Assertions.Expect(page.Locator("#payouts .badge").First).ToHaveTextAsync("Final", new() { Timeout = 60_000 });
        await page.Locator("#payouts summary").First.ClickAsync();
        await Assertions.Expect(page.Locator("#payouts summary").First).ToContainTextAsync("23,718 sat");
        await BrowserSession.LookAsync(page, $"{shots}-4-final");
        await faucet.AssertLedgerVerifiesAsync();
        Assert.Empty(browser.Complaints);
        Assert.Empty(browser.Strangers);
    }
}
