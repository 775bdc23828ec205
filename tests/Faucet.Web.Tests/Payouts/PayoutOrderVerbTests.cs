using System.Net;
using System.Text.RegularExpressions;
using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests.Payouts;

/// <summary>An operator hurries a payout on a real node, at a shell.</summary>
public sealed partial class PayoutOrderVerbTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    private const int Drip = 24_000;

    [Fact]
    public async Task A_payout_is_released_its_fee_raised_and_taken_back_and_its_payee_is_paid_once()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node, rpc: null, RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        await faucet.SetAsync("claim.hourly-budget-sat", "1000000");
        await faucet.SetAsync("claim.daily-budget-sat", "1000000");
        await faucet.SetAsync("payout.threshold-sat", $"{Drip}");
        await faucet.SetAsync("claim.drip-sat", $"{Drip}");
        Assert.Equal((0, "Nothing waits in the queue.\n"), await faucet.RunAsync("payouts", "release"));
        var address = await node.ForeignAddressAsync();
        using var visitor = new Visitor(faucet.Url);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.ClaimAsync(address, await visitor.SolveAsync())).StatusCode);
        await Eventually.HoldsAsync("the withdrawal waits", async () =>
            (await faucet.RunAsync("payouts", "list")).Output.Contains("1 queued", StringComparison.Ordinal));

        await faucet.AssertRunsAsync(0, "Released: batch 1.", "payouts", "release");
        var sent = await TransactionsAsync(faucet, 1);
        await faucet.AssertRunsAsync(1, "Name a higher rate.", "payouts", "bump", "1", "--rate", "0.5");
        await faucet.AssertRunsAsync(0, $"Transaction {sent[0]} is replaced by one that pays 15 sat/vB.", "payouts", "bump", "1", "--rate", "15");
        var both = await TransactionsAsync(faucet, 2);
        await Eventually.HoldsAsync("the mempool has the dearer one", async () =>
            (await node.RpcAsync("getrawmempool")).EnumerateArray().Select(t => t.GetString()!).Intersect(both).SequenceEqual(both.Except(sent)));

        await faucet.AssertRunsAsync(0, "Batch 2 takes batch 1 back", "payouts", "cancel", "1");
        await Eventually.HoldsAsync("the mempool has neither", async () =>
            !(await node.RpcAsync("getrawmempool")).EnumerateArray().Select(t => t.GetString()!).Intersect(both).Any());
        await faucet.AssertRunsAsync(0, "It takes batch 1 back.", "payouts", "show", "2");

        await RegtestFaucet.MineUntilPaidAsync(faucet, node, payouts: 1);
        Assert.Equal(Money.FromSatoshis(Drip), await RegtestFaucet.ReceivedAsync(node, address));
        await faucet.AssertLedgerVerifiesAsync();
        await faucet.AssertRunsAsync(1, "no transaction that was sent and waits for a block", "payouts", "bump", "1");
        await faucet.AssertRunsAsync(1, "no transaction that was sent and waits for a block", "payouts", "cancel", "1");
        await faucet.AssertRunsAsync(1, "'one' is no batch's number", "payouts", "cancel", "one");
        await faucet.AssertRunsAsync(1, "--rate takes satoshis per virtual byte", "payouts", "bump", "1", "--rate", "-3");
        await faucet.AssertRunsAsync(1, "'one' is no batch's number", "payouts", "bump", "one");
    }

    private static async Task<string[]> TransactionsAsync(FaucetProcess faucet, int count)
    {
        string[] found = [];
        await Eventually.HoldsAsync($"{count} transactions are sent", async () =>
        {
            var shown = (await faucet.RunAsync("payouts", "show", "1")).Output;
            found = [.. Attempt().Matches(shown).Select(m => m.Groups["id"].Value)];
            return found.Length == count;
        });
        return found;
    }

    [GeneratedRegex(@"^ *\d+  (?<id>[0-9a-f]{64})  Sent ", RegexOptions.Multiline)]
    private static partial Regex Attempt();
}
