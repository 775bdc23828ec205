using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>The worker is gone for some blocks, from the moment on at which the network had its payment and the database did not know.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestCrashTests(RegtestNode regtest)
{
    [Theory]
    [InlineData(0, BatchState.Broadcast)]
    [InlineData(1, BatchState.Confirming)]
    [InlineData(5, BatchState.Final)]
    public async Task A_worker_that_died_while_it_sent_finds_its_payment_where_the_chain_has_it_by_now(int blocks, BatchState found)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m), Money.FromBitcoin(0.01m));
        await world.FillWalletAsync(1);
        world.Node.AfterBroadcast = () => throw new CrashException(call: 1);
        await Assert.ThrowsAsync<CrashException>(world.CycleAsync);
        var left = Assert.Single(await world.AttemptsAsync());
        Assert.Equal((TransactionState.Prepared, null), (left.State, left.FirstSentAt));
        if (blocks > 0)
        {
            await regtest.MineAsync(blocks);
        }

        await using (var restarted = await world.JoinAsync(TimeSpan.FromMinutes(2)))
        {
            await restarted.Get<PayoutCycle>().RunAsync(CancellationToken.None);
        }

        Assert.Empty(await world.HoldReasonAsync());
        Assert.Equal(found, Assert.Single(await world.BatchesAsync()).State);
        Assert.Equal(left.TxId, Assert.Single(await world.AttemptsAsync()).TxId);
        await world.WaitAsync(TimeSpan.FromMinutes(3));
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        Assert.Single(await world.AttemptsAsync());
    }
}
