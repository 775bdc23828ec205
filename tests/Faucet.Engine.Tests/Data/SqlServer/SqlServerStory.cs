using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;
using Faucet.Core.Wallets;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Faucet.Engine.Tests.Payouts;
using Faucet.Engine.Wallets;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>Lives through all that a faucet on SQL Server does, from an empty database to payouts gone wrong, and keeps what it said to the database.</summary>
/// <remarks>It is told once, to all tests that judge the statements. A step is here because some statement is sent in no other.</remarks>
public sealed class SqlServerStory : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly List<StatementLog> logs = [];

    internal IReadOnlyList<CapturedStatement> Statements =>
        [.. logs.SelectMany(log => log.Statements).Distinct().OrderBy(s => s.Text, StringComparer.Ordinal)];

    internal IReadOnlySet<CallSite> CallSites => SourceOfStatements.AtStatements(logs.SelectMany(log => log.CallSites));

    public async ValueTask InitializeAsync()
    {
        await ClaimAsync();
        await PayAsync();
        await PayWhereCoinsVanishAsync();
        await DeclareAnAttemptAsync();
        await AskAndCancelAsync();
        await ShowWhereToRefillAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task ClaimAsync()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.SqlServer);
        Listen(world);
        await world.Get<DatabaseMigrator>().MigrateAsync(Token);
        await world.Claims.OfferAsync(null, FaucetWorld.Client(1), FaucetWorld.Visitor(1), Token);

        // New wallets, alone and in a group; known ones; each kind of refusal; the same form again.
        var captcha = world.Solve(1);
        var first = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1, captcha));
        Assert.True(Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1, captcha)).IsRepeat);
        Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(2, 2, captcha, visitor: 1));
        Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 2));
        Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(2, 1));
        await Task.WhenAll(Enumerable.Range(10, 20).Select(i => Task.Run(() => world.ClaimAsync(i, i))));
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));
        await Task.WhenAll(Enumerable.Range(10, 20).Select(i => Task.Run(() => world.ClaimAsync(i, i))));

        await world.Claims.OfferAsync(first.WalletId, FaucetWorld.Client(1), FaucetWorld.Visitor(1), Token);
        Assert.Equal(200, (await world.WalletAsync(first.WalletId)).Balance.Satoshis);
        Assert.Null(await world.Get<WalletReader>().FindAsync(new WalletId(1), Token));
        await world.SetAsync("claim.drip-sat", "250");
        Assert.Single(await world.Get<SettingsStore>().HistoryAsync(10, Token));
        KeepDataProtectionKey(world);

        // Somebody sets the clock back; later it forgets what is older than its keys.
        var settable = new SettableClock(world.Time);
        using (var clock = new ClaimClock(world.Database, settable))
        {
            settable.AheadBy = TimeSpan.FromHours(-1);
            await clock.FollowAsync(Token);
        }

        world.Time.Advance(TimeSpan.FromDays(60));
        while (await world.Get<ClientKeyRotation>().ForgetAsync(Token))
        {
        }

        await world.AssertLedgerHoldsAsync();
    }

    private async Task PayAsync()
    {
        await using var world = await PayoutWorld.CreateAsync(DatabaseProvider.SqlServer);
        Listen(world.Faucet);
        var wallet = await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);
        var own = await world.Chain.NewDepositAddressAsync(Token);
        Assert.IsType<ClaimOutcome.Accepted>(await world.Faucet.ClaimAsync(own, FaucetWorld.Client(9), captcha: null, visitor: 9));

        // Too dear at first; then sent, mined, reorganised away, replaced, mined again, final.
        await world.Faucet.SetAsync("payout.fallback-sat-per-vbyte", "0.1");
        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "0.1");
        await world.CycleAsync();
        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "20");
        world.Chain.PayIn(await world.Chain.NewDepositAddressAsync(Token), Money.FromSatoshis(5_000_000));
        await world.CycleAsync();
        await world.Faucet.WalletAsync(wallet);
        await LookAsync(world);
        Assert.Null((await world.Faucet.Get<PayoutOrders>().ReleaseAsync(Token)).Reason);
        Assert.IsType<BumpOutcome.Refused>(await world.Faucet.Get<PayoutOrders>().BumpAsync(1, null, Token));
        await world.AssertHoldsAsync();
        world.Chain.MineBlock();
        await world.CycleAsync();
        world.Chain.Reorganise(1);
        await world.CycleAsync();
        world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(5);
        world.Faucet.Time.Advance(TimeSpan.FromHours(2));
        await world.CycleAsync();
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);

        await TakeBackAsync(world);

        // Batches of one and of many are told differently; then a node that has paid what this database does not know.
        for (var number = 4; number <= 8; number++)
        {
            await world.FillWalletAsync(number);
        }

        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(8);
        await world.Faucet.Get<PayoutLease>().ReleaseAsync(Token);
        await using var restored = await PayoutWorld.CreateAsync(DatabaseProvider.SqlServer, world.Chain);
        Listen(restored.Faucet);
        await restored.CycleAsync();
        Assert.Contains("does not know", await restored.HoldReasonAsync(), StringComparison.Ordinal);
        await restored.FillWalletAsync(1);
        await restored.FillWalletAsync(2);
        await restored.Faucet.Get<WithdrawalOpener>().OpenAsync((await restored.Faucet.Get<SettingsStore>().ReadAsync(Token)).Settings, Token);
        await restored.FillWalletAsync(3);
        foreach (var spend in (await restored.Chain.ListChangesAsync(null, 1, Token)).Spends)
        {
            Assert.IsType<DeclareOutcome.Declared>(await restored.Faucet.Get<SpendDeclaration>().DeclareAsync(spend, "test", "restored", Token));
        }

        Assert.IsType<ResumeOutcome.Resumed>(await restored.Faucet.Get<PayoutResume>().ResumeAsync("test", "declared", booksDifference: false, Token));
        await restored.HealAsync();
        await ReorganiseWhatWasFinalAsync(restored);
        await restored.AssertHoldsAsync();
    }

    /// <summary>An operator takes a batch back: it is paid anew, and the second time too late.</summary>
    private static async Task TakeBackAsync(PayoutWorld world)
    {
        await world.FillWalletAsync(3);
        await world.CycleAsync();
        await using var db = world.Faucet.Database.Open();
        var sent = await db.PayoutBatches.AsNoTracking().OrderBy(b => b.Id).LastAsync(Token);
        Assert.IsType<CancelOutcome.Recorded>(await world.Faucet.Get<PayoutOrders>().CancelAsync(sent.Id, Token));
        await world.CycleAsync();
        world.Chain.MineBlock();
        world.Faucet.Time.Advance(TimeSpan.FromMinutes(2));
        await world.CycleAsync();
        Assert.IsType<CancelOutcome.Recorded>(await world.Faucet.Get<PayoutOrders>().CancelAsync(sent.Id, Token));
        await world.CycleAsync();
        var anew = await db.PayoutTransactions.AsNoTracking().SingleAsync(t => t.BatchId == sent.Id && t.Sequence == 1, Token);
        world.Chain.MineBlock([anew.SignedHex!]);
        await world.HealAsync();
    }

    /// <summary>What the owner of a wallet asks for.</summary>
    private async Task AskAndCancelAsync()
    {
        await using var world = await PayoutWorld.CreateAsync(DatabaseProvider.SqlServer);
        Listen(world.Faucet);
        await world.Faucet.SetAsync("payout.threshold-sat", "100000");
        await world.Faucet.SetAsync("payout.fee-paid-by", "visitor");
        await world.CycleAsync();
        var wallet = await world.FillWalletAsync(1);
        var requests = world.Faucet.Get<WithdrawalRequests>();
        var quote = (await world.Faucet.WalletAsync(wallet)).Quotes[0];
        Assert.Null(await requests.RequestAsync(wallet, quote.Speed, quote.Amount, quote.Fee, Token));
        Assert.Null(await requests.CancelAsync(wallet, (await world.Faucet.WalletAsync(wallet)).Withdrawals[0].Id, Token));
        await world.AssertHoldsAsync();
    }

    /// <summary>The sandbox has none to show.</summary>
    private async Task ShowWhereToRefillAsync()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.SqlServer, BitcoinNetwork.Regtest, new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions()));
        Listen(world);
        await world.Get<RefillAddress>().KeepAsync(Token);
        Assert.Null(await world.Get<RefillAddress>().FindAsync(Token)); // Bound to no node yet.
    }

    /// <summary>Deeper than any reorganisation of a live chain.</summary>
    private static async Task ReorganiseWhatWasFinalAsync(PayoutWorld world)
    {
        await world.CycleAsync();
        world.Chain.Reorganise(40);
        for (var block = 0; block < 41; block++)
        {
            world.Chain.MineBlock();
        }

        await world.CycleAsync();
        Assert.IsType<ResumeOutcome.Resumed>(await world.Faucet.Get<PayoutResume>().ResumeAsync("test", "reorganised", booksDifference: false, Token));

        world.Node.Missing = Money.FromSatoshis(5);
        world.Chain.MineBlock();
        await world.CycleAsync();
        await world.CycleAsync();
        Assert.IsType<ResumeOutcome.Resumed>(await world.Faucet.Get<PayoutResume>().ResumeAsync("test", "lost", booksDifference: true, Token));
    }

    /// <summary>What an operator asks for at a shell.</summary>
    private static async Task LookAsync(PayoutWorld world)
    {
        var reader = world.Faucet.Get<PayoutReader>();
        var paid = (await reader.ListAsync(openOnly: false, PayoutReader.MaximumListed, Token)).Withdrawals[0];
        Assert.NotNull(await reader.FindAsync(new PayoutKey.Withdrawal(paid.Id), Token));
        Assert.NotNull(await reader.FindAsync(new PayoutKey.Transaction(Assert.NotNull(paid.TxId)), Token));
        Assert.Null(await reader.FindAsync(new PayoutKey.Withdrawal(Guid.Empty), Token));
        Assert.NotEmpty((await world.Faucet.Get<NodeRecords>().ReadAsync(Token)).Reserved);
    }

    /// <summary>A coin of a recorded attempt is spent before it is signed: the attempt is void, and another pays.</summary>
    private async Task PayWhereCoinsVanishAsync()
    {
        await using var world = await PayoutWorld.CreateAsync(DatabaseProvider.SqlServer);
        var (batch, status, settings) = await RecordAsync(world);
        await SpendElsewhereAsync(world);

        await world.Faucet.Get<PayoutProtocol>().AdvanceAsync(batch, status, settings, Token);

        await using var db = world.Faucet.Database.Open();
        Assert.Equal(2, await db.PayoutTransactions.CountAsync(Token));
    }

    /// <summary>The same, but an operator says that what has spent it is an attempt of the same batch.</summary>
    private async Task DeclareAnAttemptAsync()
    {
        await using var world = await PayoutWorld.CreateAsync(DatabaseProvider.SqlServer);
        var (batch, _, _) = await RecordAsync(world);
        var forgotten = await SpendElsewhereAsync(world);
        world.Chain.MineBlock();
        world.Chain.MineBlock();

        var declared = Assert.IsType<DeclareOutcome.Declared>(await world.Faucet.Get<SpendDeclaration>().DeclareAsync(forgotten, "test", "forgotten", Token));

        Assert.Equal(batch, declared.BatchId);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
    }

    /// <summary>Up to the transaction that is not yet signed.</summary>
    private async Task<(long Batch, NodeStatus Status, FaucetSettings Settings)> RecordAsync(PayoutWorld world)
    {
        Listen(world.Faucet);
        await world.CycleAsync();
        await world.FillWalletAsync(1);
        var settings = (await world.Faucet.Get<SettingsStore>().ReadAsync(Token)).Settings;
        var status = await world.Chain.GetStatusAsync(Token);
        await world.Faucet.Get<WithdrawalOpener>().OpenAsync(settings, Token);
        var batch = Assert.NotNull((await world.Faucet.Get<BatchReleaser>().ReleaseAsync(status, settings, Token)).BatchId);
        await using var db = world.Faucet.Database.Open();
        var lowered = settings with { MaximumFeeRate = FeeRate.FromSatoshisPerVByte(0.1m) };
        Assert.False(await world.Faucet.Get<PayoutFunding>().FundAsync(db, batch, status, lowered, Token));
        Assert.True(await world.Faucet.Get<PayoutFunding>().FundAsync(db, batch, status, settings, Token));
        return (batch, status, settings);
    }

    /// <summary>Pays as recorded, with the outputs in another order.</summary>
    private static async Task<TxId> SpendElsewhereAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        var recorded = RawTransaction.Parse(await db.PayoutTransactions.Select(t => t.UnsignedHex).SingleAsync(Token));
        var other = new RawTransaction(recorded.Version, recorded.Inputs, [.. recorded.Outputs.Reverse()], recorded.LockTime);
        await world.Chain.BroadcastAsync(await world.Chain.SignAsync(other.ToHex(), Token), FeeRate.FromSatoshisPerVByte(1_000), Token);
        world.Chain.MineBlock();
        return other.TxId;
    }

    private static void KeepDataProtectionKey(FaucetWorld world)
    {
        var keys = new EntityFrameworkCoreXmlRepository<FaucetDbContext>(world.Get<IServiceProvider>(), NullLoggerFactory.Instance);
        keys.StoreElement(new System.Xml.Linq.XElement("key"), "key");
        Assert.Single(keys.GetAllElements());
    }

    private void Listen(FaucetWorld world) => logs.Add(world.Get<SqlServerTwin>().Log);
}
