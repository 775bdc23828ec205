using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>A payout that no block takes gets a higher fee, and whichever of its transactions wins pays everybody once.</summary>
public sealed class PayoutReplacementTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(61);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Raises_the_fee_when_the_estimate_has_risen(DatabaseProvider provider)
    {
        await using var world = await SentAsync(provider);
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(5);

        await world.CycleAsync();
        Assert.Single(await AttemptsAsync(world));

        world.Faucet.Time.Advance(Patience);
        await world.CycleAsync();

        var attempts = await AttemptsAsync(world);
        Assert.Equal(2, attempts.Count);
        AssertSamePayeesAndCoins(attempts);
        Assert.InRange(RateOf(attempts[1]), 5m, 5.3m);
        Assert.True((await world.Chain.FindTransactionAsync(attempts[1].TxId, CancellationToken.None))!.IsInMempool);
        await world.AssertHoldsAsync();
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
        Assert.Equal([TransactionState.Superseded, TransactionState.Final], (await AttemptsAsync(world)).Select(t => t.State));
    }

    [Fact]
    public async Task Rbf_original_wins()
    {
        await using var world = await SentAsync();
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(5);
        world.Faucet.Time.Advance(Patience);
        await world.CycleAsync();
        var original = (await AttemptsAsync(world))[0];

        world.Chain.MineBlock([original.SignedHex!]);
        await world.CycleAsync();
        await world.AssertHoldsAsync();
        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(2);
        Assert.Equal([TransactionState.Final, TransactionState.Superseded], (await AttemptsAsync(world)).Select(t => t.State));
    }

    [Theory]
    [InlineData(true, DatabaseProvider.Sqlite)]
    [InlineData(false, DatabaseProvider.Sqlite)]
    [InlineData(false, DatabaseProvider.Postgres)]
    public async Task Rbf_adds_input(bool originalWins, DatabaseProvider provider)
    {
        var chain = new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions { Treasury = [Money.FromSatoshis(49_000), Money.FromSatoshis(100_000)] });
        await using var world = await SentAsync(provider, chain);
        chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(15);
        world.Faucet.Time.Advance(Patience);

        await world.CycleAsync();

        var attempts = await AttemptsAsync(world);
        Assert.Equal([1, 2], attempts.Select(t => RawTransaction.Parse(t.UnsignedHex).Inputs.Count));
        AssertSamePayeesAndCoins(attempts);
        await world.AssertHoldsAsync();
        if (originalWins)
        {
            chain.MineBlock([attempts[0].SignedHex!]);
        }

        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
        Assert.Empty(await chain.ListLocksAsync(CancellationToken.None));
        await using var db = world.Faucet.Database.Open();
        Assert.Equal(originalWins ? 1 : 2, await db.OutpointReservations.CountAsync());
    }

    [Fact]
    public async Task Reorg_swaps_winner()
    {
        await using var world = await SentAsync();
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(5);
        world.Faucet.Time.Advance(Patience);
        await world.CycleAsync();
        world.Chain.MineBlock();
        await world.CycleAsync();
        var attempts = await AttemptsAsync(world);
        Assert.Equal(TransactionState.Mined, attempts[1].State);

        world.Chain.Reorganise(1);
        world.Chain.MineBlock([attempts[0].SignedHex!]);
        await world.CycleAsync();

        Assert.Equal([TransactionState.Mined, TransactionState.Sent], (await AttemptsAsync(world)).Select(t => t.State));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
        Assert.Equal([TransactionState.Final, TransactionState.Superseded], (await AttemptsAsync(world)).Select(t => t.State));
    }

    [Fact]
    public async Task Evicted_below_minfee()
    {
        await using var world = await SentAsync();
        world.Chain.SetMinimumFeeRate(FeeRate.FromSatoshisPerVByte(4));
        Assert.False((await world.Chain.FindTransactionAsync((await AttemptsAsync(world))[0].TxId, CancellationToken.None))!.IsInMempool);

        await world.CycleAsync();

        var attempts = await AttemptsAsync(world);
        Assert.Equal(2, attempts.Count);
        AssertSamePayeesAndCoins(attempts);
        Assert.InRange(RateOf(attempts[1]), 4m, 4.3m);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    [Fact]
    public async Task Bump_cap()
    {
        await using var world = await SentAsync();
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(500);
        world.Faucet.Time.Advance(Patience);

        await world.CycleAsync();

        Assert.Single(await AttemptsAsync(world));
        Assert.Contains("500 sat/vB", await WaitingReasonAsync(world), StringComparison.Ordinal);

        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(1);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    private static async Task<PayoutWorld> SentAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, SandboxNode? chain = null)
    {
        var world = chain is null ? await PayoutWorld.CreateAsync(provider) : await PayoutWorld.CreateAsync(provider, chain);
        await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);
        await world.CycleAsync();
        Assert.Equal(BatchState.Broadcast, await world.BatchStateAsync());
        return world;
    }

    private static async Task<List<PayoutTransaction>> AttemptsAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        return await db.PayoutTransactions.AsNoTracking().OrderBy(t => t.Sequence).ToListAsync();
    }

    private static async Task<string?> WaitingReasonAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        return await db.PayoutBatches.Select(b => b.WaitingReason).SingleAsync();
    }

    /// <summary>I4 and I5: each attempt spends all coins of the one before, and pays the same to the same.</summary>
    internal static void AssertSamePayeesAndCoins(List<PayoutTransaction> attempts)
    {
        foreach (var (earlier, later) in attempts.Zip(attempts.Skip(1)).Select(pair => (RawTransaction.Parse(pair.First.UnsignedHex), RawTransaction.Parse(pair.Second.UnsignedHex))))
        {
            Assert.Subset(later.Inputs.Select(i => i.OutPoint).ToHashSet(), earlier.Inputs.Select(i => i.OutPoint).ToHashSet());
            foreach (var number in new[] { 1, 2 })
            {
                Assert.Equal(PayoutWorld.Drip, later.Outputs.Single(o => o.ScriptPubKey == PayoutWorld.ScriptOf(number)).Amount.Satoshis);
            }
        }

        Assert.All(attempts, attempt => Assert.Equal(attempts[0].Paid, attempt.Paid));
    }

    private static decimal RateOf(PayoutTransaction attempt) => (decimal)attempt.Fee.Satoshis / attempt.VSize!.Value;
}
