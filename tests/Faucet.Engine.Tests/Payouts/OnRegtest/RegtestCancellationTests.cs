using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>A batch is taken back and paid anew on the real node, and a reorganisation brings the first payment back: never both.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestCancellationTests(RegtestNode regtest)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_that_is_taken_back_is_paid_once_whichever_payment_stays(bool firstComesBack)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.SendAsync(1, 2);
        var first = Assert.Single(await world.AttemptsAsync());
        Assert.IsType<CancelOutcome.Recorded>(await world.Faucet.Get<PayoutOrders>().CancelAsync(first.BatchId, TestContext.Current.CancellationToken));
        await world.CycleAsync();
        var canceller = (await world.AttemptsAsync())[^1];
        Assert.True(await world.IsInMempoolAsync(canceller));
        Assert.False(await world.IsInMempoolAsync(first));
        await world.AssertHoldsAsync();

        await regtest.MineAsync(1);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        var anew = (await world.AttemptsAsync()).Single(attempt => attempt.BatchId == first.BatchId && attempt.Sequence == 1);
        Assert.True(await world.IsInMempoolAsync(anew));
        Assert.Contains(new OutPoint(canceller.TxId, 0), RawTransaction.Parse(anew.UnsignedHex).Inputs.Select(input => input.OutPoint));
        await world.AssertHoldsAsync();
        if (firstComesBack)
        {
            // Its block comes in place of the canceller's, whose child goes with it.
            await regtest.MineAsync(1);
            await world.WaitAsync(TimeSpan.FromMinutes(2));
            await world.UndoBlockAsync();
            await world.UndoBlockAsync();
            await world.MineOnlyAsync(first.SignedHex!);
            await world.WaitAsync(TimeSpan.FromMinutes(2));
            await world.AssertHoldsAsync();
        }

        await world.SettleAsync();
        await regtest.MineAsync(1);
        await world.WaitAsync(TimeSpan.FromMinutes(2));

        var owed = Enumerable.Range(1, 2).Select(number => RegtestWorld.ScriptOf(world.AddressOf(number))).ToList();
        var paid = await world.PaidOnChainAsync();
        Assert.All(owed, script => Assert.Equal(RegtestWorld.Drip, paid.GetValueOrDefault(script)));
        Assert.Equal([BatchState.Final, firstComesBack ? BatchState.Abandoned : BatchState.Final], (await world.BatchesAsync()).Select(batch => batch.State));
        Assert.Empty(await world.LocksAsync());
        await world.AssertHoldsAsync();
    }
}
