using System.Linq.Expressions;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Writes an attempt down before anything of it is signed (I2), reserves its coins (I6), and frees them again.</summary>
internal static class PayoutRecord
{
    /// <param name="guard">Moves or holds the batch by a guarded update, in the same database transaction.</param>
    /// <param name="reserved">Coins of earlier attempts of the batch.</param>
    /// <returns>False, and nothing is written: another worker has the batch or one of the coins.</returns>
    public static async Task<bool> AddAsync(
        FaucetDatabase database,
        FaucetDbContext db,
        long batchId,
        BuiltPayout built,
        IReadOnlyCollection<OutPoint> reserved,
        Func<Task<bool>> guard,
        CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await guard())
        {
            return false;
        }

        db.PayoutTransactions.Add(new PayoutTransaction
        {
            BatchId = batchId,
            Sequence = await db.PayoutTransactions.CountAsync(t => t.BatchId == batchId, cancellationToken),
            TxId = built.Checked.Transaction.TxId,
            UnsignedHex = built.UnsignedHex,
            Paid = built.Checked.Paid,
            Change = built.Checked.Change,
            Fee = built.Checked.Fee,
            State = TransactionState.Recorded,
        });
        db.OutpointReservations.AddRange(built.Coins.Where(coin => !reserved.Contains(coin.OutPoint)).Select(coin => new OutpointReservation
        {
            TxId = coin.OutPoint.TxId,
            Vout = coin.OutPoint.Vout,
            BatchId = batchId,
            Amount = coin.Amount,
        }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            db.ChangeTracker.Clear();
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
        return true;
    }

    /// <summary>Gives up a recorded attempt, in the caller's database transaction. Never one that may have been signed and stored (I3).</summary>
    /// <returns>False: it has moved on meanwhile.</returns>
    public static async Task<bool> VoidAsync(FaucetDbContext db, PayoutTransaction recorded, CancellationToken cancellationToken)
    {
        if (await db.PayoutTransactions.Where(t => t.Id == recorded.Id && t.State == TransactionState.Recorded)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TransactionState.Void), cancellationToken) != 1)
        {
            return false;
        }

        // A replacement that is void leaves the batch where it was, with the attempts that were sent.
        await BatchStates.MoveAsync(db, recorded.BatchId, BatchState.Recorded, BatchState.Claimed, cancellationToken);
        await FreeCoinsAsync(db, recorded.BatchId, t => t.State != TransactionState.Void, cancellationToken);
        return true;
    }

    /// <summary>Gives back the coins that only attempts of no more use spend.</summary>
    public static async Task FreeCoinsAsync(
        FaucetDbContext db, long batchId, Expression<Func<PayoutTransaction, bool>> isOfUse, CancellationToken cancellationToken)
    {
        var kept = (await db.PayoutTransactions.Where(t => t.BatchId == batchId).Where(isOfUse).Select(t => t.UnsignedHex).ToListAsync(cancellationToken))
            .SelectMany(hex => RawTransaction.Parse(hex).Inputs).Select(input => input.OutPoint).ToHashSet();
        foreach (var coin in await db.OutpointReservations.AsNoTracking().Where(r => r.BatchId == batchId).ToListAsync(cancellationToken))
        {
            if (!kept.Contains(new OutPoint(coin.TxId, coin.Vout)))
            {
                await db.OutpointReservations.Where(r => r.TxId == coin.TxId && r.Vout == coin.Vout && r.BatchId == batchId).ExecuteDeleteAsync(cancellationToken);
            }
        }
    }
}
