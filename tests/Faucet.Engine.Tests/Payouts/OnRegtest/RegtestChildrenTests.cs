using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>Payees who build on a payout that no block has taken yet, as much as a node lets them: a replacement has to pay for all of that.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestChildrenTests(RegtestNode regtest)
{
    /// <summary>With the payout itself they are the 64 that a mempool of clusters holds together (Bitcoin Core 31).</summary>
    private const int Children = 63;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(61);

    // Older nodes hold 25 together by themselves; the newer ones have the option, too.
    private static readonly string[] Together = ["-limitancestorcount=64", "-limitdescendantcount=64"];

    [Fact]
    public async Task Payees_who_all_spend_at_once_are_outbid_together_up_to_the_ceiling_and_each_is_paid_once()
    {
        regtest.SkipUnlessAvailable();
        await regtest.RestartAsync(Together);
        try
        {
            await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.1m));
            var payees = new List<string>();
            for (var number = 0; number < Children; number++)
            {
                payees.Add(await regtest.ForeignAddressAsync());
            }

            await world.FillWalletsAsync(payees);
            await world.CycleAsync();
            var first = Assert.Single(await world.AttemptsAsync());
            await SpendAllAsync(first, payees, childFee: 150);
            world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
            await world.WaitAsync(Patience);

            var raised = (await world.AttemptsAsync())[^1];
            Assert.Equal(first.Sequence + 1, raised.Sequence);
            Assert.InRange(raised.Fee.Satoshis, first.Fee.Satoshis + (Children * 150) + 1, first.Fee.Satoshis + (Children * 300));
            Assert.Equal(raised.TxId.ToString(), Assert.Single((await regtest.RpcAsync("getrawmempool")).EnumerateArray()).GetString());

            // 63 · 700 sat and the fee of 2,062 vB: above 20 sat/vB.
            var children = await SpendAllAsync(raised, payees, childFee: 700);
            world.Node.Estimate = RegtestWorld.OneCoinRate;
            await AssertWaitsAsync(world, raised, children);
            await world.SettleAsync();
            await world.AssertAllPaidOnceAsync();
        }
        finally
        {
            await regtest.RestartAsync();
        }
    }

    [Fact]
    public async Task A_chain_that_a_payee_builds_on_his_payout_delays_it_until_the_operator_pays_for_all_of_it()
    {
        const int childFee = 120;
        regtest.SkipUnlessAvailable();
        await regtest.RestartAsync(Together);
        try
        {
            await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
            var (payee, heir) = (await regtest.ForeignAddressAsync(), await regtest.ForeignAddressAsync());
            await world.FillWalletAsync(payee, 1);
            await world.CycleAsync();
            var sent = Assert.Single(await world.AttemptsAsync());
            var (parent, vout) = (sent.TxId.ToString(), VoutOf(sent, payee));
            var chain = new List<string>();
            for (var link = 1; link <= Children; link++)
            {
                (parent, vout) = (await SpendAsync(parent, vout, heir, RegtestWorld.Drip - (link * childFee)), 0);
                chain.Add(parent);
            }

            world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
            await AssertWaitsAsync(world, sent, [chain[0]]);

            await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "100");
            await world.Faucet.SetAsync("payout.maximum-fee-percent", "50");
            await world.WaitAsync(Patience);
            var raised = (await world.AttemptsAsync())[^1];
            Assert.True(await world.IsInMempoolAsync(raised));
            Assert.InRange(raised.Fee.Satoshis, sent.Fee.Satoshis + (Children * childFee) + 1, RegtestWorld.Drip / 2);
            Assert.Empty((await regtest.RpcAsync("getrawmempool")).EnumerateArray().Select(id => id.GetString()).Intersect(chain));
            await world.SettleAsync();
            await world.AssertAllPaidOnceAsync();
        }
        finally
        {
            await regtest.RestartAsync();
        }
    }

    /// <summary>However often it looks: no other payment, nothing of its own built on what waits, and it says what a higher fee would be.</summary>
    private async Task AssertWaitsAsync(RegtestWorld world, PayoutTransaction sent, IEnumerable<string> children)
    {
        var attempts = (await world.AttemptsAsync()).Count;
        for (var look = 0; look < 5; look++)
        {
            await world.WaitAsync(Patience);
            Assert.Equal(attempts, (await world.AttemptsAsync()).Count);
            Assert.Contains("a higher fee is", Assert.Single(await world.BatchesAsync()).WaitingReason, StringComparison.Ordinal);
        }

        var entry = await regtest.RpcAsync("getmempoolentry", new { txid = sent.TxId.ToString() });
        Assert.Equal(Children + 1, entry.GetProperty("descendantcount").GetInt32());
        Assert.Equal(children.Order(StringComparer.Ordinal), entry.GetProperty("spentby").EnumerateArray().Select(id => id.GetString()!).Order(StringComparer.Ordinal));
    }

    private async Task<List<string>> SpendAllAsync(PayoutTransaction sent, IEnumerable<string> payees, int childFee)
    {
        var (children, heir) = (new List<string>(), await regtest.ForeignAddressAsync());
        foreach (var payee in payees)
        {
            children.Add(await SpendAsync(sent.TxId.ToString(), VoutOf(sent, payee), heir, RegtestWorld.Drip - childFee));
        }

        return children;
    }

    private async Task<string> SpendAsync(string txid, int vout, string heir, long passedOn)
    {
        var outputs = new[] { new Dictionary<string, string> { [heir] = Money.FromSatoshis(passedOn).ToBitcoinText() } };
        return await regtest.SignAndSendAsync("miner", new { inputs = new[] { new { txid, vout } }, outputs });
    }

    private static int VoutOf(PayoutTransaction sent, string payee) =>
        RawTransaction.Parse(sent.SignedHex!).Outputs.ToList().FindIndex(output => output.ScriptPubKey == RegtestWorld.ScriptOf(payee));
}
