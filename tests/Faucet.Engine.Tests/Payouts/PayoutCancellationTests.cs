using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>A batch whose coins another transaction has is paid anew, only from what that one gave back: whichever wins, everybody is paid once (I7).</summary>
public sealed class PayoutCancellationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_batch_that_is_taken_back_is_paid_anew(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.SentAsync(provider);
        var recorded = await CancelAsync(world);
        await world.CycleAsync();
        await world.AssertHoldsAsync();
        var (first, canceller) = ((await world.AttemptsAsync(1))[0], (await world.AttemptsAsync(recorded.Canceller)).Single());
        Assert.True(await IsInMempoolAsync(world, canceller));
        Assert.False(await IsInMempoolAsync(world, first));

        world.Chain.MineBlock();
        await world.RoundAsync();

        var anew = (await world.AttemptsAsync(1))[1];
        Assert.Equal(TransactionState.Sent, anew.State);
        Assert.Contains(new OutPoint(canceller.TxId, 0), InputsOf(anew));
        Assert.Equal(first.Paid, anew.Paid);
        await world.AssertHoldsAsync();
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
        await using var db = world.Faucet.Database.Open();
        Assert.Equal([BatchState.Final, BatchState.Final], await db.PayoutBatches.OrderBy(b => b.Id).Select(b => b.State).ToListAsync(Token));
        Assert.Equal(
            (canceller.Fee + anew.Fee).Satoshis,
            (await db.LedgerTransfers.Where(t => t.Kind == TransferKind.NetworkFee).Select(t => t.Amount).ToListAsync(Token)).Sum().Satoshis);
        Assert.Empty(await world.Chain.ListLocksAsync(Token));
    }

    [Fact]
    public async Task A_reorganisation_that_brings_the_first_payment_back_takes_the_second_away()
    {
        await using var world = await PayoutWorld.SentAsync();
        await CancelAsync(world);
        await world.CycleAsync();
        world.Chain.MineBlock();
        await world.RoundAsync();
        world.Chain.MineBlock();
        await world.RoundAsync();
        var attempts = await world.AttemptsAsync(1);
        Assert.Equal([TransactionState.Sent, TransactionState.Mined], attempts.Select(t => t.State));

        world.Chain.Reorganise(2);
        world.Chain.MineBlock([attempts[0].SignedHex!]);
        await world.RoundAsync();
        Assert.Equal([TransactionState.Mined, TransactionState.Sent], (await world.AttemptsAsync(1)).Select(t => t.State));
        await world.AssertHoldsAsync();

        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
        await AssertStatesAsync(world, BatchState.Final, BatchState.Abandoned);
    }

    [Theory]
    [InlineData("0.1")] // Too dear to be paid anew.
    [InlineData("19")] // Paid anew, and not signed.
    public async Task A_first_payment_that_comes_back_before_the_second_is_sent_counts(string maximum)
    {
        await using var world = await PayoutWorld.SentAsync();
        await CancelAsync(world);
        await world.CycleAsync();
        await world.Faucet.SetAsync("payout.fallback-sat-per-vbyte", "0.1");
        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", maximum);
        world.Chain.MineBlock();
        await CrashUntilAsync(world, maximum == "19" ? BatchState.Recorded : BatchState.Claimed);

        world.Chain.Reorganise(1);
        world.Chain.MineBlock([(await world.AttemptsAsync(1))[0].SignedHex!]);
        await world.RoundAsync();
        Assert.Equal(BatchState.Confirming, (await StatesAsync(world))[0]);
        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(2);
        Assert.Equal([BatchState.Final, BatchState.Abandoned], await StatesAsync(world));
    }

    /// <summary>The node's wallet never heard of the first payment, and does not say that it can't confirm any more.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_batch_that_never_reached_the_network_is_taken_back_and_paid_anew(int times)
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.FillWalletAsync(1);
        await CrashUntilAsync(world, BatchState.Prepared);
        world.Chain.SetMinimumFeeRate(FeeRate.FromSatoshisPerVByte(10));
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(10);
        for (var time = 1; time <= times; time++)
        {
            await CancelAsync(world);
            await world.CycleAsync();
            world.Chain.MineBlock();
            await world.RoundAsync();
        }

        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(1);
        Assert.Null((await world.AttemptsAsync(1))[0].FirstSentAt);
        await AssertStatesAsync(world, [.. Enumerable.Repeat(BatchState.Final, times + 1)]);
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_ends_with_the_batch()
    {
        await using var world = await PayoutWorld.SentAsync();
        await CancelAsync(world);
        await world.CycleAsync();

        world.Chain.MineBlock([(await world.AttemptsAsync(1))[0].SignedHex!]);
        await world.RoundAsync();
        await world.AssertHoldsAsync();
        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(2);
        await AssertStatesAsync(world, BatchState.Final, BatchState.Abandoned);
    }

    [Fact]
    public async Task A_cancellation_whose_coins_are_spent_before_it_is_signed_ends_by_itself()
    {
        await using var world = await PayoutWorld.SentAsync();
        await CancelAsync(world);

        world.Chain.MineBlock([(await world.AttemptsAsync(1))[0].SignedHex!]);
        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(2);
        await AssertStatesAsync(world, BatchState.Final, BatchState.Abandoned);
    }

    /// <summary>From one to the next to a third: each further payment excludes all before it.</summary>
    [Fact]
    public async Task A_batch_can_be_taken_back_again_and_again()
    {
        await using var world = await PayoutWorld.SentAsync();
        for (var time = 1; time <= 3; time++)
        {
            await CancelAsync(world);
            await world.CycleAsync();
            world.Chain.MineBlock();
            await world.RoundAsync();
            await world.AssertHoldsAsync();
            var attempts = (await world.AttemptsAsync(1)).Select(t => RawTransaction.Parse(t.UnsignedHex)).ToList();
            Assert.Equal(time + 1, attempts.Count);
            var cancellers = await CancellersAsync(world);
            Assert.True(ConflictRule.IsSafe(attempts[^1], attempts[..^1], cancellers));
            Assert.False(ConflictRule.IsSafe(attempts[^1], attempts[..^1], cancellers[..^1]));
        }

        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    [Fact]
    public async Task What_takes_a_batch_back_gets_a_higher_fee_itself_and_the_batch_none_meanwhile()
    {
        await using var world = await PayoutWorld.SentAsync();
        var recorded = await CancelAsync(world);
        await world.CycleAsync();
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(18);
        world.Faucet.Time.Advance(TimeSpan.FromMinutes(61));
        await world.CycleAsync();

        var cancellers = await world.AttemptsAsync(recorded.Canceller);
        Assert.Equal([TransactionState.Sent, TransactionState.Sent], cancellers.Select(t => t.State));
        Assert.True(await IsInMempoolAsync(world, cancellers[1]));
        Assert.Single(await world.AttemptsAsync(1));
        Assert.Contains("taken back", Assert.IsType<BumpOutcome.Refused>(await world.Faucet.Get<PayoutOrders>().BumpAsync(1, null, Token)).Reason, StringComparison.Ordinal);
        await world.AssertHoldsAsync();
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    [Fact]
    public async Task Only_a_batch_that_waits_for_a_block_is_taken_back_and_only_once()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.FillWalletAsync(1);
        await AssertRefusedAsync(world, 1, "no transaction that was sent");
        await world.CycleAsync();
        var canceller = await CancelAsync(world);
        await AssertRefusedAsync(world, 1, "Batch 2 takes it back already");
        await AssertRefusedAsync(world, canceller.Canceller, "no transaction that was sent");
        await world.HealAsync();
        await AssertRefusedAsync(world, 1, "no transaction that was sent");
        await world.Faucet.Get<PayoutFreezes>().FreezeAsync(FreezeCause.Operator, "test", Token);
        await AssertRefusedAsync(world, 1, "frozen");
        await world.AssertAllPaidOnceAsync(1);
    }

    private static async Task<CancelOutcome.Recorded> CancelAsync(PayoutWorld world) =>
        Assert.IsType<CancelOutcome.Recorded>(await world.Faucet.Get<PayoutOrders>().CancelAsync(1, Token));

    private static async Task AssertRefusedAsync(PayoutWorld world, long batch, string reason) => Assert.Contains(
        reason, Assert.IsType<CancelOutcome.Refused>(await world.Faucet.Get<PayoutOrders>().CancelAsync(batch, Token)).Reason, StringComparison.Ordinal);

    /// <summary>Dies at a call to the node, a later one each time, until batch 1 has come that far.</summary>
    private static async Task CrashUntilAsync(PayoutWorld world, BatchState state)
    {
        var (before, now) = (BatchState.Final, (await StatesAsync(world)).FirstOrDefault(BatchState.Final));
        for (var call = 1; call < 100 && now != state; call = now == before ? call + 1 : 1)
        {
            world.Node.Fault = (world.Node.Calls + call, FaultPoint.Before);
            await Record.ExceptionAsync(() => world.RoundAsync());
            (before, now) = (now, (await StatesAsync(world)).FirstOrDefault(BatchState.Final));
        }

        world.Node.Fault = null;
        Assert.Equal(state, (await StatesAsync(world))[0]);
    }

    private static async Task<List<RawTransaction>> CancellersAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        var hexes = await db.PayoutTransactions.Where(t => t.BatchId != 1).OrderBy(t => t.BatchId).Select(t => t.UnsignedHex).ToListAsync(Token);
        return [.. hexes.Select(RawTransaction.Parse)];
    }

    private static async Task<List<BatchState>> StatesAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        return await db.PayoutBatches.OrderBy(b => b.Id).Select(b => b.State).ToListAsync(Token);
    }

    private static async Task AssertStatesAsync(PayoutWorld world, params BatchState[] expected)
    {
        Assert.Equal(expected, await StatesAsync(world));
        Assert.Empty(await world.Chain.ListLocksAsync(Token));
    }

    private static async Task<bool> IsInMempoolAsync(PayoutWorld world, PayoutTransaction attempt) =>
        await world.Chain.FindTransactionAsync(attempt.TxId, Token) is { IsInMempool: true };

    private static IReadOnlyList<OutPoint> InputsOf(PayoutTransaction attempt) => [.. RawTransaction.Parse(attempt.UnsignedHex).Inputs.Select(input => input.OutPoint)];
}
