using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>What an operator is told of the node, and of what the database knows about it.</summary>
public sealed class NodeLookTests
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task While_a_payout_is_under_way_node_and_ledger_are_told_apart(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.HealAsync();
        var before = await RecordAsync(world);
        Assert.Empty(before.Reserved);
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(3);
        await world.FillWalletAsync(1);
        await world.CycleAsync();

        var view = await world.Faucet.Get<NodeLook>().ReadAsync(CancellationToken.None);
        var record = await RecordAsync(world);

        var status = await world.Chain.GetStatusAsync(CancellationToken.None);
        Assert.Equal(status, view.Status);
        Assert.Equal(FeeRate.FromSatoshisPerVByte(3), view.Estimate);
        Assert.NotEmpty(record.Reserved);
        Assert.Equal(record.Reserved.ToHashSet(), view.Locks.ToHashSet());
        Assert.True(view.Law.Holds, view.Law.Figures);
        Assert.Equal(before.BookedSatoshis, record.BookedSatoshis);
        Assert.True((view.Balance.Confirmed + view.Balance.Unconfirmed).Satoshis < record.BookedSatoshis - PayoutWorld.Drip);
        Assert.True(record.BelongsTo(status));
        Assert.Equal((status.Height, world.Faucet.Time.GetUtcNow()), (record.Binding!.Height, record.Binding.SeenAt));

        await world.HealAsync();
        record = await RecordAsync(world);
        Assert.Empty(record.Reserved);
        var balance = await world.Chain.GetBalanceAsync(CancellationToken.None);
        Assert.Equal((balance.Confirmed + balance.Unconfirmed).Satoshis, record.BookedSatoshis);
    }

    [Fact]
    public async Task The_lease_is_held_until_it_runs_out()
    {
        await using var world = await PayoutWorld.CreateAsync();
        Assert.False((await RecordAsync(world)).IsLeaseHeld);
        await world.CycleAsync();

        world.Faucet.Time.Advance(TimeSpan.FromSeconds(9));
        Assert.True((await RecordAsync(world)).IsLeaseHeld);
        world.Faucet.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await RecordAsync(world)).IsLeaseHeld);
    }

    [Fact]
    public async Task The_database_answers_when_the_node_does_not()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.CycleAsync();
        world.Node.IsDown = true;
        await world.CycleAsync();

        await Assert.ThrowsAsync<NodeException>(() => world.Faucet.Get<NodeLook>().ReadAsync(CancellationToken.None));
        var record = await RecordAsync(world);
        Assert.NotNull(record.Binding);
        Assert.Contains("does not answer", record.Lease?.HoldReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_wallet_chain_or_signet_is_not_the_ledgers()
    {
        await using var world = await PayoutWorld.CreateAsync();
        var status = await world.Chain.GetStatusAsync(CancellationToken.None);
        var other = status with { WalletFingerprint = new string('0', 64) };
        await using (var unbound = await FaucetWorld.CreateAsync(network: BitcoinNetwork.Sandbox, node: world.Chain))
        {
            Assert.True((await unbound.Get<NodeRecords>().ReadAsync(CancellationToken.None)).BelongsTo(other));
        }

        var record = await RecordAsync(world);

        Assert.True(record.BelongsTo(status));
        Assert.False(record.BelongsTo(other));
        Assert.False(record.BelongsTo(status with { GenesisHash = new string('0', 64) }));
        Assert.False(record.BelongsTo(status with { SignetChallenge = "51" }));
    }

    private static Task<NodeRecord> RecordAsync(PayoutWorld world) => world.Faucet.Get<NodeRecords>().ReadAsync(CancellationToken.None);
}
