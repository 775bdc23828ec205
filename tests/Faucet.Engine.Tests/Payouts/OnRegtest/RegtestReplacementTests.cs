using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>The real mempool's rules of replacement, and both ends of each: whichever transaction a block takes, everybody is paid once.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestReplacementTests(RegtestNode regtest)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(61);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_raised_fee_pays_the_same_people_and_whichever_transaction_wins_is_booked(bool originalWins)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.SendAsync(1, 2);
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
        await world.WaitAsync(Patience);

        var attempts = await world.AttemptsAsync();
        Assert.Equal(2, attempts.Count);
        AssertSamePayeesAndCoins(attempts);
        Assert.False(await world.IsInMempoolAsync(attempts[0]));
        Assert.True(await world.IsInMempoolAsync(attempts[1]));
        await world.AssertHoldsAsync();
        if (originalWins)
        {
            await world.MineOnlyAsync(attempts[0].SignedHex!);
        }

        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        AssertWon(await world.AttemptsAsync(), winner: originalWins ? 0 : 1);
    }

    /// <remarks>
    /// Its own change is the only other coin at first, and would be enough for a wallet that overlooks what the parent lacks in fees: 3,850 + 3,506 sat are above
    /// those of 209 vB at 30 sat/vB, and 3,850 alone are below those of 141 vB.
    /// </remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_raised_fee_that_needs_another_coin_waits_for_a_confirmed_one_and_never_takes_the_change_that_it_replaces(bool originalWins)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromSatoshis((2 * RegtestWorld.Drip) + 3_850));
        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "40");
        await world.SendAsync(1, 2);
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(30);
        await world.WaitAsync(Patience);
        Assert.Contains("refill", (await world.BatchesAsync()).Single().WaitingReason, StringComparison.Ordinal);
        var original = Assert.Single(await world.AttemptsAsync());
        Assert.NotEqual(Money.Zero, original.Change);

        await world.MineOnlyAsync(await world.PayInAsync(Money.FromSatoshis(100_000)));
        await world.WaitAsync(TimeSpan.FromMinutes(2));

        var attempts = await world.AttemptsAsync();
        AssertSamePayeesAndCoins(attempts);
        Assert.Equal([1, 2], attempts.Select(attempt => InputsOf(attempt).Count));
        Assert.DoesNotContain(InputsOf(attempts[1]), coin => coin.TxId == original.TxId);
        Assert.True(await world.IsInMempoolAsync(attempts[1]));
        if (originalWins)
        {
            await world.MineOnlyAsync(original.SignedHex!);
        }

        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        AssertWon(await world.AttemptsAsync(), winner: originalWins ? 0 : 1);
    }

    /// <remarks>A satoshi less than the mempool's rule asks for, and it answers "insufficient fee".</remarks>
    [Fact]
    public async Task Every_step_of_a_fee_that_rises_by_little_is_taken_by_the_mempool()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        world.Node.Estimate = FeeRate.FromSatoshisPerKvB(1_001);
        await world.SendAsync(1);
        for (var step = 1; step <= 8; step++)
        {
            var newest = (await world.AttemptsAsync())[^1];
            world.Node.Estimate = FeeRate.FromSatoshisPerKvB((newest.Fee.Satoshis * 1000 / newest.VSize!.Value) + 7);
            await world.WaitAsync(Patience);

            var attempts = await world.AttemptsAsync();
            Assert.Equal(step + 1, attempts.Count);
            Assert.Equal(TransactionState.Sent, attempts[^1].State);
            Assert.True(await world.IsInMempoolAsync(attempts[^1]), $"Step {step} from {newest.Fee} to {attempts[^1].Fee} was not taken.");
        }

        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    [Theory]
    [InlineData(1_200)]
    [InlineData(1_201)]
    [InlineData(1_499)]
    public async Task A_raised_fee_outbids_what_a_payee_pays_for_spending_at_once(int childFee)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        var child = await SpendAtOnceAsync(world, childFee);
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
        await world.WaitAsync(Patience);

        var attempts = await world.AttemptsAsync();
        Assert.Equal(2, attempts.Count);
        AssertSamePayeesAndCoins(attempts);
        Assert.True(await world.IsInMempoolAsync(attempts[1]));
        var increment = (await world.Node.GetStatusAsync(CancellationToken.None)).FeeIncrement;
        var least = attempts[0].Fee.Satoshis + childFee + increment.FeeFor(attempts[0].VSize!.Value).Satoshis;

        // A shorter signature makes the first one smaller by a virtual byte, at some 13 sat/vB here.
        Assert.InRange(attempts[1].Fee.Satoshis, least, least + 20);
        Assert.DoesNotContain(child, (await regtest.RpcAsync("getrawmempool")).EnumerateArray().Select(id => id.GetString()));
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    [Fact]
    public async Task A_payee_who_pays_too_much_for_spending_at_once_can_delay_a_payout_and_no_more()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await SpendAtOnceAsync(world, childFee: 6_000);
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
        await world.WaitAsync(Patience);

        Assert.Single(await world.AttemptsAsync());
        // 6,000 + 282 and the node's increment for 141 vB, and not what the network asks for.
        Assert.Matches(@" 4[45]\.\d+ sat/vB now", (await world.BatchesAsync()).Single().WaitingReason);
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    /// <summary>The payee spends the unconfirmed payout.</summary>
    private async Task<string> SpendAtOnceAsync(RegtestWorld world, int childFee)
    {
        var (payee, heir) = (await regtest.ForeignAddressAsync(), await regtest.ForeignAddressAsync());
        await world.FillWalletAsync(payee, 1);
        await world.CycleAsync();
        var sent = Assert.Single(await world.AttemptsAsync());
        var vout = RawTransaction.Parse(sent.SignedHex!).Outputs.ToList().FindIndex(output => output.ScriptPubKey == RegtestWorld.ScriptOf(payee));
        var amount = Money.FromSatoshis(RegtestWorld.Drip - childFee).ToBitcoinText();
        var outputs = new[] { new Dictionary<string, string> { [heir] = amount } };
        return await regtest.SignAndSendAsync("miner", new { inputs = new[] { new { txid = sent.TxId.ToString(), vout } }, outputs });
    }

    private static IReadOnlyList<OutPoint> InputsOf(PayoutTransaction attempt) => [.. RawTransaction.Parse(attempt.UnsignedHex).Inputs.Select(input => input.OutPoint)];

    /// <summary>I4 and I5: the later spends all coins of the earlier, and pays the same to the same.</summary>
    private static void AssertSamePayeesAndCoins(List<PayoutTransaction> attempts)
    {
        Assert.Subset(InputsOf(attempts[1]).ToHashSet(), InputsOf(attempts[0]).ToHashSet());
        Assert.Equal(PayeesOf(attempts[0]), PayeesOf(attempts[1]));
        Assert.Equal(attempts[0].Paid, attempts[1].Paid);
        Assert.True(attempts[1].Fee > attempts[0].Fee);
    }

    private static IEnumerable<TransactionOutput> PayeesOf(PayoutTransaction attempt) =>
        RawTransaction.Parse(attempt.UnsignedHex).Outputs.Where(output => output.Amount.Satoshis == RegtestWorld.Drip);

    private static void AssertWon(List<PayoutTransaction> attempts, int winner) => Assert.Equal(
        Enumerable.Range(0, attempts.Count).Select(number => number == winner ? TransactionState.Final : TransactionState.Superseded),
        attempts.Select(attempt => attempt.State));
}
