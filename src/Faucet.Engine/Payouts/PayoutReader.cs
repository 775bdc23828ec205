using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Reads payouts for operators. Each answer is of one moment, and holds up no payout.</summary>
public sealed class PayoutReader(FaucetDatabase database)
{
    public const int MaximumListed = 1_000;

    /// <summary>More than a batch can have of anything.</summary>
    private const int MaximumShown = 1_000;

    private static readonly WithdrawalState[] Open = [WithdrawalState.Queued, WithdrawalState.Batched, WithdrawalState.Paid];

    /// <param name="openOnly">Leaves out what is final.</param>
    /// <param name="limit">1 to <see cref="MaximumListed"/>.</param>
    public async Task<PayoutOverview> ListAsync(bool openOnly, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaximumListed);
        await using var db = database.Open();
        db.Database.SetCommandTimeout(DatabasePatience.AtAShell);
        await using var snapshot = await database.Dialect.BeginSnapshotAsync(db, cancellationToken);
        var lease = await LeaseAsync(db, cancellationToken);

        // State by state, because the index begins with it: the newest of all would read every withdrawal there ever was.
        var newest = new List<ListedWithdrawal>();
        foreach (var state in openOnly ? Open : Enum.GetValues<WithdrawalState>())
        {
            newest.AddRange(await NewestAsync(db, state, limit, lease?.QueueReason, cancellationToken));
        }

        var listed = newest.OrderByDescending(w => w.CreatedAt).ThenBy(w => w.Id).Take(limit).ToList();
        var transactions = await TransactionsAsync(db, [.. listed.Where(w => w.BatchId is not null).Select(w => w.BatchId!.Value).Distinct()], cancellationToken);
        var (counts, owed) = await TotalsAsync(db, cancellationToken);
        return new PayoutOverview(
            [.. listed.Select(w => w.BatchId is { } batch && transactions.TryGetValue(batch, out var txId) ? w with { TxId = txId } : w)],
            counts,
            owed,
            lease?.HoldReason);
    }

    /// <returns>Null: there is no such payout.</returns>
    public async Task<PayoutDetails?> FindAsync(PayoutKey key, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        db.Database.SetCommandTimeout(DatabasePatience.AtAShell);
        await using var snapshot = await database.Dialect.BeginSnapshotAsync(db, cancellationToken);
        var lease = await LeaseAsync(db, cancellationToken);
        if (await BatchOfAsync(db, key, cancellationToken) is { } batch)
        {
            return new PayoutDetails(
                await db.Withdrawals.AsNoTracking().Where(w => db.BatchItems.Any(i => i.WithdrawalId == w.Id && i.BatchId == batch.Id))
                    .OrderBy(w => w.CreatedAt).ThenBy(w => w.Id).Take(MaximumShown).ToListAsync(cancellationToken),
                batch,
                await AttemptsAsync(db, batch.Id, cancellationToken),
                await db.OutpointReservations.AsNoTracking().Where(r => r.BatchId == batch.Id)
                    .OrderBy(r => r.TxId).ThenBy(r => r.Vout).Take(MaximumShown).ToListAsync(cancellationToken),
                null,
                lease?.HoldReason);
        }

        return key is PayoutKey.Withdrawal(var id)
            && await db.Withdrawals.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken) is { } queued
            ? new PayoutDetails([queued], null, [], [], queued.State == WithdrawalState.Queued ? lease?.QueueReason : null, lease?.HoldReason)
            : null;
    }

    private static Task<WorkerLease?> LeaseAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        db.WorkerLeases.AsNoTracking().SingleOrDefaultAsync(cancellationToken);

    private static async Task<IEnumerable<ListedWithdrawal>> NewestAsync(
        FaucetDbContext db, WithdrawalState state, int limit, string? queueReason, CancellationToken cancellationToken)
    {
        var rows = await (
            from withdrawal in db.Withdrawals.AsNoTracking()
            where withdrawal.State == state
            orderby withdrawal.CreatedAt descending
            join item in db.BatchItems on withdrawal.Id equals item.WithdrawalId into items
            from item in items.DefaultIfEmpty()
            join batch in db.PayoutBatches on item.BatchId equals batch.Id into batches
            from batch in batches.DefaultIfEmpty()
            select new { withdrawal.Id, withdrawal.CreatedAt, withdrawal.Amount, BatchId = (long?)batch.Id, batch.WaitingReason })
            .Take(limit).ToListAsync(cancellationToken);
        return rows.Select(row => new ListedWithdrawal(
            row.Id, row.CreatedAt, row.Amount, state, row.BatchId, null, state == WithdrawalState.Queued ? queueReason : row.WaitingReason));
    }

    private static async Task<Dictionary<long, TxId>> TransactionsAsync(FaucetDbContext db, IReadOnlyList<long> batches, CancellationToken cancellationToken)
    {
        if (batches.Count == 0)
        {
            return [];
        }

        var known = await db.PayoutTransactions.AsNoTracking()
            .Where(t => batches.Contains(t.BatchId)
                && (t.FirstSentAt != null || t.State == TransactionState.Mined || t.State == TransactionState.Final))
            .Select(t => new { t.BatchId, t.Sequence, t.TxId, t.State }).ToListAsync(cancellationToken);
        return known.GroupBy(t => t.BatchId).ToDictionary(
            batch => batch.Key,
            batch => batch.OrderBy(t => t.State is TransactionState.Mined or TransactionState.Final).ThenBy(t => t.Sequence).Last().TxId);
    }

    private static async Task<(Dictionary<WithdrawalState, int> Counts, Money Owed)> TotalsAsync(FaucetDbContext db, CancellationToken cancellationToken)
    {
        var counts = await db.Withdrawals.GroupBy(w => w.State).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var owed = Money.Zero;
        await foreach (var amount in db.Withdrawals.Where(w => Open.Contains(w.State)).Select(w => w.Amount).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            owed += amount;
        }

        return (counts, owed);
    }

    private static async Task<PayoutBatch?> BatchOfAsync(FaucetDbContext db, PayoutKey key, CancellationToken cancellationToken)
    {
        var id = key switch
        {
            PayoutKey.Batch(var batch) => batch,
            PayoutKey.Withdrawal(var withdrawal) =>
                await db.BatchItems.Where(i => i.WithdrawalId == withdrawal).Select(i => (long?)i.BatchId).SingleOrDefaultAsync(cancellationToken),
            PayoutKey.Transaction(var txId) =>
                await db.PayoutTransactions.Where(t => t.TxId == txId).Select(t => (long?)t.BatchId).SingleOrDefaultAsync(cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "Unknown kind of key."),
        };
        return id is null ? null : await db.PayoutBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken);
    }

    private static Task<List<PayoutAttempt>> AttemptsAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken) =>
        db.PayoutTransactions.AsNoTracking().Where(t => t.BatchId == batchId).OrderBy(t => t.Sequence).Take(MaximumShown)
            .Select(t => new PayoutAttempt(
                t.Sequence, t.TxId, t.State, t.Paid, t.Change, t.Fee, t.VSize, t.FirstSentAt, t.LastSentAt, t.BlockHeight, t.BlockHash))
            .ToListAsync(cancellationToken);
}
