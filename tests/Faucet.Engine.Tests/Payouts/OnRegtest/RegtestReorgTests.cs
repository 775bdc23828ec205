using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>Blocks that the node takes back.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestReorgTests(RegtestNode regtest)
{
    [Fact]
    public async Task A_payout_whose_block_is_taken_back_is_under_way_again_and_final_once()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.SendAsync(1);
        await regtest.MineAsync(1);
        await world.CycleAsync();
        Assert.Equal(BatchState.Confirming, (await world.BatchesAsync()).Single().State);

        await world.UndoBlockAsync();
        await world.CycleAsync();

        var attempt = Assert.Single(await world.AttemptsAsync());
        Assert.Equal((TransactionState.Sent, null, null), (attempt.State, attempt.BlockHash, attempt.BlockHeight));
        Assert.Equal(BatchState.Broadcast, (await world.BatchesAsync()).Single().State);
        Assert.True(await world.IsInMempoolAsync(attempt));
        await world.AssertHoldsAsync();
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
    }

    [Fact]
    public async Task The_fee_that_is_booked_is_that_of_the_transaction_that_a_reorganisation_let_win()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        await world.SendAsync(1, 2);
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
        await world.WaitAsync(TimeSpan.FromMinutes(61));
        await regtest.MineAsync(1);
        await world.CycleAsync();
        var before = await world.AttemptsAsync();
        Assert.Equal([TransactionState.Sent, TransactionState.Mined], before.Select(attempt => attempt.State));

        await world.UndoBlockAsync();
        await world.MineOnlyAsync(before[0].SignedHex!);
        await world.CycleAsync();

        Assert.Equal([TransactionState.Mined, TransactionState.Sent], (await world.AttemptsAsync()).Select(attempt => attempt.State));
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        Assert.Equal([TransactionState.Final, TransactionState.Superseded], (await world.AttemptsAsync()).Select(attempt => attempt.State));
        await using var db = world.Faucet.Database.Open();
        var fee = await db.LedgerTransfers.SingleAsync(t => t.Kind == TransferKind.NetworkFee);
        Assert.Equal((before[0].Fee, before[0].TxId.ToString()), (fee.Amount, fee.Reference));
    }
}
