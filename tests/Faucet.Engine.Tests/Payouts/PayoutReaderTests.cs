using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>What an operator is told of payouts.</summary>
public sealed class PayoutReaderTests
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Lists_the_newest_first_and_what_is_owed(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.FillWalletAsync(1);
        await world.HealAsync();
        await world.FillWalletAsync(2);
        await world.CycleAsync();
        world.Faucet.Time.Advance(TimeSpan.FromSeconds(1));
        await HoldTheQueueAsync(world);
        await world.FillWalletAsync(3);
        await world.CycleAsync();

        var all = await ListAsync(world);

        Assert.Equal([WithdrawalState.Queued, WithdrawalState.Batched, WithdrawalState.Final], all.Withdrawals.Select(w => w.State));
        Assert.Equal([null, 2L, 1L], all.Withdrawals.Select(w => w.BatchId));
        Assert.All(all.Withdrawals, w => Assert.Equal(PayoutWorld.Drip, w.Amount.Satoshis));
        Assert.StartsWith("Waiting for a network fee of at most 0.1 sat/vB", all.Withdrawals[0].WaitingReason, StringComparison.Ordinal);
        Assert.Null(all.Withdrawals[0].TxId);
        var attempts = await AttemptsAsync(world);
        Assert.Equal([attempts[1].TxId, attempts[0].TxId], all.Withdrawals.Skip(1).Select(w => w.TxId));
        Assert.Equal(2 * PayoutWorld.Drip, all.Owed.Satoshis);
        Assert.Equal(3, all.Counts.Values.Sum());

        var open = await ListAsync(world, openOnly: true);
        Assert.Equal(all.Withdrawals.Take(2), open.Withdrawals);
        Assert.Equal((all.Owed, all.Counts[WithdrawalState.Final]), (open.Owed, open.Counts[WithdrawalState.Final]));
        Assert.Equal(all.Withdrawals.Take(1), (await ListAsync(world, limit: 1)).Withdrawals);
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Of_several_attempts_names_the_newest_sent_and_then_the_one_that_a_block_holds(DatabaseProvider provider)
    {
        await using var world = await ReplacedAsync(provider);
        var attempts = await AttemptsAsync(world);
        Assert.Equal(2, attempts.Count);

        Assert.Equal(attempts[1].TxId, Assert.Single((await ListAsync(world)).Withdrawals).TxId);
        world.Chain.MineBlock([attempts[0].SignedHex!]);
        await world.CycleAsync();
        Assert.Equal(attempts[0].TxId, Assert.Single((await ListAsync(world)).Withdrawals).TxId);
        await world.HealAsync();
        Assert.Equal(attempts[0].TxId, Assert.Single((await ListAsync(world)).Withdrawals).TxId);
    }

    [Fact]
    public async Task Shows_every_attempt_and_coin_by_any_of_its_names()
    {
        await using var world = await ReplacedAsync(DatabaseProvider.Sqlite);
        var attempts = await AttemptsAsync(world);
        var withdrawal = Assert.Single((await ListAsync(world)).Withdrawals);
        PayoutKey[] names =
        [
            new PayoutKey.Withdrawal(withdrawal.Id), new PayoutKey.Batch(withdrawal.BatchId!.Value), new PayoutKey.Transaction(attempts[0].TxId),
            new PayoutKey.Transaction(attempts[1].TxId),
        ];

        foreach (var name in names)
        {
            var details = await ShowAsync(world, name);
            Assert.Equal([FaucetWorld.Address(1)], details.Withdrawals.Select(w => w.Address));
            Assert.Equal(BatchState.Broadcast, details.Batch?.State);
            Assert.Equal(attempts.Select(a => (a.TxId, a.Fee, a.VSize, a.FirstSentAt)), details.Attempts.Select(a => (a.TxId, a.Fee, a.VSize, a.FirstSentAt)));
            Assert.Equal(
                RawTransaction.Parse(attempts[1].UnsignedHex).Inputs.Select(i => i.OutPoint.ToString()).Order(StringComparer.Ordinal),
                details.Coins.Select(c => $"{c.TxId}:{c.Vout}").Order(StringComparer.Ordinal));
            Assert.Equal(attempts[1].Paid + attempts[1].Change + attempts[1].Fee, details.Coins.Select(c => c.Amount).Sum());
            Assert.InRange(details.Attempts[1].Rate!.Value.SatoshisPerVByte, 5m, 5.3m);
        }
    }

    [Fact]
    public async Task Shows_what_has_no_batch_yet_and_why_it_waits()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await HoldTheQueueAsync(world);
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        var id = Assert.Single((await ListAsync(world)).Withdrawals).Id;

        var details = await ShowAsync(world, new PayoutKey.Withdrawal(id));

        Assert.Equal(id, Assert.Single(details.Withdrawals).Id);
        Assert.Null(details.Batch);
        Assert.StartsWith("Waiting for a network fee", details.QueueReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_nothing_of_other_names()
    {
        await using var world = await ReplacedAsync(DatabaseProvider.Sqlite);

        Assert.Null(await FindAsync(world, new PayoutKey.Withdrawal(Guid.NewGuid())));
        Assert.Null(await FindAsync(world, new PayoutKey.Batch(99)));
        Assert.Null(await FindAsync(world, new PayoutKey.Transaction(default)));
    }

    [Fact]
    public async Task Says_when_nothing_is_paid()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.CycleAsync();
        Assert.Null((await ListAsync(world)).HoldReason);
        world.Node.IsDown = true;
        await world.CycleAsync();
        Assert.Contains("does not answer", (await ListAsync(world)).HoldReason, StringComparison.Ordinal);
    }

    /// <summary>A batch of one, whose fee was raised once.</summary>
    private static async Task<PayoutWorld> ReplacedAsync(DatabaseProvider provider)
    {
        var world = await PayoutWorld.CreateAsync(provider);
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(5);
        world.Faucet.Time.Advance(TimeSpan.FromMinutes(61));
        await world.CycleAsync();
        return world;
    }

    private static async Task HoldTheQueueAsync(PayoutWorld world)
    {
        await world.Faucet.SetAsync("payout.fallback-sat-per-vbyte", "0.1");
        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "0.1");
    }

    private static Task<PayoutOverview> ListAsync(PayoutWorld world, bool openOnly = false, int limit = 50) =>
        world.Faucet.Get<PayoutReader>().ListAsync(openOnly, limit, CancellationToken.None);

    private static Task<PayoutDetails?> FindAsync(PayoutWorld world, PayoutKey key) =>
        world.Faucet.Get<PayoutReader>().FindAsync(key, CancellationToken.None);

    private static async Task<PayoutDetails> ShowAsync(PayoutWorld world, PayoutKey key)
    {
        var details = await FindAsync(world, key);
        Assert.NotNull(details);
        return details;
    }

    private static async Task<List<PayoutTransaction>> AttemptsAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        return await db.PayoutTransactions.AsNoTracking().OrderBy(t => t.BatchId).ThenBy(t => t.Sequence).ToListAsync();
    }
}
