using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Claims waiting withdrawals for a new batch when the release policy says so (invariant I1).</summary>
public sealed class BatchReleaser(FaucetDatabase database, TimeProvider time)
{
    /// <returns>The batch, or null when nothing is due or another worker was faster.</returns>
    public async Task<long?> ReleaseAsync(FaucetSettings settings, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open();
        var queued = db.Withdrawals.AsNoTracking().Where(w => w.State == WithdrawalState.Queued).OrderBy(w => w.CreatedAt).ThenBy(w => w.Id);
        var waiting = await queued.Take(settings.BatchMaximum).ToListAsync(cancellationToken);
        if (waiting.Count == 0 || !ReleasePolicy.ShouldRelease(waiting.Count, now - waiting[0].CreatedAt, settings))
        {
            return null;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ids = waiting.Select(w => w.Id).ToList();
        var moved = await db.Withdrawals
            .Where(w => ids.Contains(w.Id) && w.State == WithdrawalState.Queued)
            .ExecuteUpdateAsync(
                set => set.SetProperty(w => w.State, WithdrawalState.Batched).SetProperty(w => w.BatchedAt, now), cancellationToken);
        if (moved != ids.Count)
        {
            return null;
        }

        var batch = new PayoutBatch { State = BatchState.Claimed, CreatedAt = now };
        db.PayoutBatches.Add(batch);
        await db.SaveChangesAsync(cancellationToken);
        db.BatchItems.AddRange(ids.Select(id => new BatchItem { WithdrawalId = id, BatchId = batch.Id }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        return batch.Id;
    }
}
