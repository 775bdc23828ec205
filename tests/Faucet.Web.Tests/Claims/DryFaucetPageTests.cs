using System.Net;
using System.Text.RegularExpressions;
using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests.Claims;

/// <summary>A faucet whose hot wallet is empty says so, and where to fill it.</summary>
public sealed partial class DryFaucetPageTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    [Fact]
    public async Task Whoever_reads_that_the_faucet_is_dry_can_refill_it_and_claims_go_on_by_themselves()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node, rpc: null, RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        var shown = Match.Empty;
        await Eventually.HoldsAsync("an address for donors is shown", async () =>
        {
            var page = await visitor.ReadAsync("/");
            Assert.Contains("The faucet is dry", page, StringComparison.Ordinal);
            shown = Shown().Match(page);
            return shown.Success;
        });
        using (var refused = await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync()))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains(shown.Value, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await node.SendFromMinerAsync(shown.Groups["address"].Value, Money.FromSatoshis(1_000_000));
        await node.MineAsync(3);

        await Eventually.HoldsAsync("the refill is booked", async () =>
            !(await visitor.ReadAsync("/")).Contains("The faucet is dry", StringComparison.Ordinal));
        using (var claimed = await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync()))
        {
            Assert.Equal(HttpStatusCode.SeeOther, claimed.StatusCode);
        }

        // Dry again: whoever gives now gets an address that nobody has seen.
        await faucet.SetAsync("claim.reserve-sat", "1000000");
        using var another = new Visitor(faucet.Url, "30.0.0.7");
        await Eventually.HoldsAsync("another address is shown", async () =>
            Shown().Match(await another.ReadAsync("/")) is { Success: true } next && next.Value != shown.Value);
        await faucet.AssertLedgerVerifiesAsync();
    }

    [GeneratedRegex("""refills it for everybody: <code[^>]*>(?<address>bcrt1[a-z0-9]+)</code>""")]
    private static partial Regex Shown();
}
