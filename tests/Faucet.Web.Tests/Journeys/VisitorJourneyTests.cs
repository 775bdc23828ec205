using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.Playwright;

namespace Faucet.Web.Tests.Journeys;

/// <summary>What a visitor lives through, in a real browser on a real node, from the first visit to the confirmed payout.</summary>
public sealed class VisitorJourneyTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    private const int Drip = 5_000;

    [Theory]
    [InlineData(1100, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task From_the_first_visit_to_a_confirmed_payout(int width, ColorScheme scheme)
    {
        node.SkipUnlessAvailable();
        var shots = $"journey-{width}-{scheme}".ToLowerInvariant();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        await faucet.SetAsync("claim.drip-sat", $"{Drip}");
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, width, scheme);
        var address = await node.ForeignAddressAsync();

        // First visit → claim. The captcha is solved while the visitor looks, or waits for the button.
        await page.GotoAsync("/");
        await BrowserSession.LookAsync(page, $"{shots}-1-landing");
        await page.GetByLabel("Bitcoin address").FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();

        // Balance, credited amount, countdown, progress.
        await page.WaitForURLAsync("**/wallet*");
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "5,000 sat credited" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("5,000 sat to go until the next payout")).ToBeVisibleAsync();
        await BrowserSession.LookAsync(page, $"{shots}-2-credited");

        // Reload: still there, and the countdown runs.
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#balance .hero")).ToHaveTextAsync("5,000 sat");
        var countdown = page.Locator("#balance [data-before] b");
        var before = await countdown.InnerTextAsync();
        await Assertions.Expect(countdown).Not.ToHaveTextAsync(before);

        // A second claim is refused, with the time, and the address is kept.
        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByLabel("Bitcoin address")).ToHaveValueAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Claim", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The next one is ready in");
        await Assertions.Expect(page.GetByLabel("Bitcoin address")).ToHaveValueAsync(address);
        await BrowserSession.LookAsync(page, $"{shots}-3-refused");

        // The operator lowers the threshold, without a restart: the payout leaves by itself.
        await faucet.SetAsync("payout.batch-age-seconds", "0");
        await faucet.SetAsync("payout.threshold-sat", $"{Drip}");
        await page.GotoAsync("/wallet");
        await Assertions.Expect(page.GetByText("Sent to the network, done")).ToBeVisibleAsync(Patient);
        await BrowserSession.LookAsync(page, $"{shots}-4-sent");

        // A block: the page, not reloaded, says so, and counts on to final.
        await node.MineAsync(1);
        await Assertions.Expect(page.Locator(".story").GetByText("In a block, 1 of 3 confirmations")).ToBeVisibleAsync(Patient);
        await BrowserSession.LookAsync(page, $"{shots}-5-confirming");
        await node.MineAsync(2);
        await Assertions.Expect(page.Locator("#payouts .badge")).ToHaveTextAsync("Final", new() { Timeout = 60_000 });
        await BrowserSession.LookAsync(page, $"{shots}-6-final");

        Assert.Equal(Money.FromSatoshis(Drip), await RegtestFaucet.ReceivedAsync(node, address));
        await faucet.AssertLedgerVerifiesAsync();
        Assert.Empty(browser.Complaints);
        Assert.Empty(browser.Strangers);
    }

    [Theory]
    [InlineData(1100, ColorScheme.Light)]
    [InlineData(1100, ColorScheme.Dark)]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Every_page_can_be_read_by_everyone(int width, ColorScheme scheme)
    {
        await using var faucet = FaucetProcess.OnSandbox();
        await faucet.StartAsync();
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, width, scheme);
        foreach (var (path, name) in new[] { ("/", "landing"), ("/wallet", "no-wallet"), ("/how-it-works", "how"), ("/nowhere", "nowhere") })
        {
            await page.GotoAsync(path);
            await BrowserSession.LookAsync(page, $"sandbox-{width}-{scheme}-{name}".ToLowerInvariant());
        }

        // A wrong address and a pasted key: said beside the field, the one kept and the other not.
        await page.GotoAsync("/");
        await BrowserSession.ClaimAsync(page, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081");
        await Assertions.Expect(page.GetByLabel("Bitcoin address")).ToHaveValueAsync("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081");
        await BrowserSession.LookAsync(page, $"sandbox-{width}-{scheme}-wrong-address".ToLowerInvariant());
        await BrowserSession.ClaimAsync(page, "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("secret key");
        await Assertions.Expect(page.GetByLabel("Bitcoin address")).ToHaveValueAsync("");
        await BrowserSession.LookAsync(page, $"sandbox-{width}-{scheme}-pasted-key".ToLowerInvariant());
        Assert.DoesNotContain("KwDiBf89", faucet.Log, StringComparison.Ordinal);
        Assert.Empty(browser.Complaints);
        Assert.Empty(browser.Strangers);
    }

    [Fact]
    public async Task On_the_sandbox_a_payout_confirms_within_a_minute_of_the_threshold()
    {
        await using var faucet = FaucetProcess.OnSandbox();
        await faucet.StartAsync();
        await faucet.SetAsync("payout.threshold-sat", "24000");
        await using var browser = await BrowserSession.StartAsync();
        var page = await browser.OpenAsync(faucet.Url, 1100, ColorScheme.Light);

        await page.GotoAsync("/");
        await Assertions.Expect(page.GetByText("Play coins.")).ToBeVisibleAsync();
        await BrowserSession.ClaimAsync(page, Visitor.Address(1));
        await page.WaitForURLAsync("**/wallet*");

        await Assertions.Expect(page.Locator(".story").GetByText("In a block, ")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#payouts .badge")).ToHaveTextAsync("Final", new() { Timeout = 60_000 });
        await faucet.AssertLedgerVerifiesAsync();
    }

    private static LocatorAssertionsToBeVisibleOptions Patient => new() { Timeout = 30_000 };
}
