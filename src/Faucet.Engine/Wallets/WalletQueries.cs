using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Core.Wallets;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Wallets;

/// <summary>The queries of a wallet's page, each put together once: to find out that a query is the same as the last takes EF Core longer than SQLite takes to answer it.</summary>
/// <remarks>Compiled queries belong to one model, hence to one database: not static.</remarks>
internal sealed class WalletQueries
{
    private const int Lines = 20;
    private const int Withdrawals = 5;

    /// <summary>The wallet, and all there is only one of: in one query, because going to the database costs more than reading there.</summary>
    public Func<FaucetDbContext, WalletId, CancellationToken, Task<WalletFacts?>> Facts { get; } = EF.CompileAsyncQuery(
        (FaucetDbContext db, WalletId id, CancellationToken cancellationToken) => db.Wallets.AsNoTracking().Where(w => w.Id == id).Select(wallet => new WalletFacts(
            wallet,
            db.SettingChanges.Max(c => (long?)c.Version),
            db.FeeSamples.Max(s => (DateTimeOffset?)s.At),
            db.NodeBindings.Max(b => (int?)b.Height),
            db.WorkerLeases.Max(l => l.HoldReason),
            db.WorkerLeases.Max(l => l.QueueReason),
            db.PayoutFreezes.Any(f => f.ResumedAt == null),
            db.Withdrawals.Any(w => w.WalletId == id))).SingleOrDefault());

    // Two indexed reads: a single one with OR would scan.
    private readonly Func<FaucetDbContext, long, IAsyncEnumerable<LedgerTransfer>> transfers = EF.CompileAsyncQuery(
        (FaucetDbContext db, long account) => db.LedgerTransfers.Where(t => t.Credit == account).OrderByDescending(t => t.Id).Take(Lines)
            .Concat(db.LedgerTransfers.Where(t => t.Debit == account && t.Debit != SystemAccounts.Rewards).OrderByDescending(t => t.Id).Take(Lines))
            .AsNoTracking());

    private readonly Func<FaucetDbContext, byte[][], IAsyncEnumerable<Claim>> claims = EF.CompileAsyncQuery(
        (FaucetDbContext db, byte[][] nonces) => db.Claims.AsNoTracking().Where(c => nonces.Contains(c.Nonce)));

    // Each with all transactions of its batch, in their order: "the newest of each" would read and sort those of all batches.
    private readonly Func<FaucetDbContext, WalletId, IAsyncEnumerable<WithdrawalRow>> withdrawals = EF.CompileAsyncQuery(
        (FaucetDbContext db, WalletId id) =>
            from row in (
                from withdrawal in db.Withdrawals.AsNoTracking()
                where withdrawal.WalletId == id
                orderby withdrawal.CreatedAt descending
                join item in db.BatchItems on withdrawal.Id equals item.WithdrawalId into items
                from item in items.DefaultIfEmpty()
                join batch in db.PayoutBatches on item.BatchId equals batch.Id into batches
                from batch in batches.DefaultIfEmpty()
                select new { withdrawal, batch, payees = db.BatchItems.Count(i => i.BatchId == batch.Id) }).Take(Withdrawals)
            join transaction in db.PayoutTransactions.AsNoTracking().Where(t => t.State != TransactionState.Void) on row.batch.Id equals transaction.BatchId into transactions
            from transaction in transactions.DefaultIfEmpty()
            orderby row.withdrawal.CreatedAt descending, transaction.Sequence
            select new WithdrawalRow(
                row.withdrawal,
                row.batch,
                row.payees,
                transaction == null ? null : new SentTransaction(transaction.TxId, transaction.FirstSentAt, transaction.BlockHeight)));

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<LedgerTransfer>> TransfersAsync(FaucetDbContext db, WalletId id, CancellationToken cancellationToken) =>
        [.. (await transfers(db, id.Value).ToListAsync(cancellationToken)).OrderByDescending(t => t.Id).Take(Lines)];

    public ValueTask<List<Claim>> ClaimsAsync(FaucetDbContext db, byte[][] nonces, CancellationToken cancellationToken) =>
        claims(db, nonces).ToListAsync(cancellationToken);

    /// <summary>The newest first; one row for each of its transactions, in their order.</summary>
    public ValueTask<List<WithdrawalRow>> WithdrawalsAsync(FaucetDbContext db, WalletId id, CancellationToken cancellationToken) =>
        withdrawals(db, id).ToListAsync(cancellationToken);
}

/// <param name="Height">Of the chain, as the payout worker saw it last.</param>
/// <param name="HoldReason">What the payout worker said last, as <paramref name="QueueReason"/>.</param>
/// <param name="HasWithdrawals">Most people only look at what they collect: nothing more is asked for them.</param>
internal sealed record WalletFacts(
    Wallet Wallet, long? SettingsVersion, DateTimeOffset? FeeSampledAt, int? Height, string? HoldReason, string? QueueReason, bool IsFrozen, bool HasWithdrawals)
{
    public string? Pause => IsFrozen ? PayoutFreezes.PauseText
        : HoldReason is not null ? "Payouts are paused while the bitcoin node can't be used. Nothing is lost: they go on by themselves."
        : null;
}

/// <param name="Batch">Null while it is in the queue.</param>
/// <param name="Transaction">One of those that pay its batch, or null when there is none.</param>
internal sealed record WithdrawalRow(Withdrawal Withdrawal, PayoutBatch? Batch, int Payees, SentTransaction? Transaction);

internal sealed record SentTransaction(TxId TxId, DateTimeOffset? FirstSentAt, int? BlockHeight);
