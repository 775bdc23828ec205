using Faucet.Core.Addresses;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Wallets;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Tests.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>A faucet on the sandbox chain, where one claim reaches the threshold and batches leave at once.</summary>
internal sealed class PayoutWorld : IAsyncDisposable
{
    public const long Drip = 24_000;

    private PayoutWorld(FaucetWorld faucet, SandboxNode chain, FaultyNode node) => (Faucet, Chain, Node) = (faucet, chain, node);

    public FaucetWorld Faucet { get; }

    public SandboxNode Chain { get; }

    /// <summary>What the engine talks to: the chain, with faults on demand.</summary>
    public FaultyNode Node { get; }

    public static Task<PayoutWorld> CreateAsync(DatabaseProvider provider = DatabaseProvider.Sqlite) =>
        CreateAsync(provider, new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions()));

    /// <summary>An empty database beside a chain that has already seen payouts.</summary>
    public static Task<PayoutWorld> RestoreEmptyAsync(SandboxNode chain) => CreateAsync(DatabaseProvider.Sqlite, chain);

    /// <summary>A copy of the database of this moment beside the same chain: what a restored backup finds later.</summary>
    public async Task<PayoutWorld> CopyAsync()
    {
        var node = new FaultyNode(Chain);
        return new PayoutWorld(await Faucet.CopyAsync(node), Chain, node);
    }

    /// <summary>Another process on the same database and the same chain, whose clock is ahead of this one's.</summary>
    public async Task<PayoutWorld> JoinAsync(TimeSpan ahead)
    {
        var node = new FaultyNode(Chain);
        return new PayoutWorld(await Faucet.WithClockAsync(Faucet.Time.GetUtcNow() + ahead, node), Chain, node);
    }

    public static async Task<PayoutWorld> CreateAsync(DatabaseProvider provider, SandboxNode chain)
    {
        var node = new FaultyNode(chain);
        var faucet = await FaucetWorld.CreateAsync(provider, BitcoinNetwork.Sandbox, node);
        await faucet.SetAsync("payout.threshold-sat", "24000");
        await faucet.SetAsync("claim.reserve-sat", "0");
        await faucet.SetAsync("payout.batch-age-seconds", "0");
        var world = new PayoutWorld(faucet, chain, node);
        await world.BookDepositsAsync();
        node.Calls = 0;
        return world;
    }

    /// <summary>A wallet that has reached the threshold.</summary>
    public async Task<WalletId> FillWalletAsync(int number) =>
        Assert.IsType<ClaimOutcome.Accepted>(await Faucet.ClaimAsync(number, number)).WalletId;

    /// <summary>So that there is something to give.</summary>
    private async Task BookDepositsAsync()
    {
        await Faucet.Get<NodePreflight>().FindFaultAsync(await Chain.GetStatusAsync(CancellationToken.None), CancellationToken.None);
        var settings = await Faucet.Get<SettingsStore>().ReadAsync(CancellationToken.None);
        await Faucet.Get<HotWalletWatcher>().BookDepositsAsync(settings.Settings, CancellationToken.None);
    }

    /// <summary>Where the database keeps something, with faults on demand.</summary>
    public DatabaseFaults Commits => Faucet.Get<DatabaseFaults>();

    public Task CycleAsync() => Faucet.Get<PayoutCycle>().RunAsync(CancellationToken.None);

    /// <summary>Two payees, whose batch was sent.</summary>
    public static async Task<PayoutWorld> SentAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var world = await CreateAsync(provider);
        await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);
        await world.CycleAsync();
        Assert.Equal(BatchState.Broadcast, await world.BatchStateAsync());
        return world;
    }

    /// <summary>The next round in which bytes may be sent again.</summary>
    public async Task RoundAsync()
    {
        Faucet.Time.Advance(TimeSpan.FromMinutes(2));
        await CycleAsync();
    }

    public async Task<List<PayoutTransaction>> AttemptsAsync(long batch)
    {
        await using var db = Faucet.Database.Open();
        return await db.PayoutTransactions.AsNoTracking().Where(t => t.BatchId == batch).OrderBy(t => t.Sequence).ToListAsync();
    }

    /// <summary>Rounds and blocks until everything is final.</summary>
    public async Task HealAsync(int rounds = 8)
    {
        (Node.Fault, Commits.Fault) = (null, null);
        for (var round = 0; round < rounds; round++)
        {
            Faucet.Time.Advance(TimeSpan.FromMinutes(2));
            await CycleAsync();
            Chain.MineBlock();
        }

        await CycleAsync();
    }

    /// <summary>What the chain, not the ledger, says that an address was paid.</summary>
    public long PaidOnChain(int number) => Chain.PaidTo(ScriptOf(number)).Satoshis;

    public async Task AssertAllPaidOnceAsync(int wallets)
    {
        for (var number = 1; number <= wallets; number++)
        {
            Assert.Equal(Drip, PaidOnChain(number));
        }

        await using var db = Faucet.Database.Open();
        Assert.Equal(wallets, await db.Withdrawals.CountAsync(w => w.State == WithdrawalState.Final));
        Assert.Equal(wallets, await db.LedgerTransfers.CountAsync(t => t.Kind == TransferKind.Payout));
        await AssertHoldsAsync();
    }

    public async Task AssertHoldsAsync()
    {
        await Faucet.AssertLedgerHoldsAsync();
        var law = await Faucet.Get<HotWalletCheck>().CheckAsync(CancellationToken.None);
        Assert.True(law.Holds, law.Figures);
    }

    public async Task<BatchState> BatchStateAsync()
    {
        await using var db = Faucet.Database.Open();
        return await db.PayoutBatches.Select(b => b.State).SingleAsync();
    }

    public async Task<string?> HoldReasonAsync()
    {
        await using var db = Faucet.Database.Open();
        return await db.WorkerLeases.Select(l => l.HoldReason).SingleAsync();
    }

    public ValueTask DisposeAsync() => Faucet.DisposeAsync();

    public static ScriptPubKey ScriptOf(int number) =>
        ((AddressReading.Accepted)AddressCodec.Decode(FaucetWorld.Address(number), BitcoinNetwork.Sandbox)).Address.ScriptPubKey;
}
