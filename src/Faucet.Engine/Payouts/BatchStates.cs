using Faucet.Core.Payouts;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Moves batches by guarded updates along the legal transitions only.</summary>
internal static class BatchStates
{
    /// <returns>False: another worker moved it first.</returns>
    public static async Task<bool> MoveAsync(FaucetDbContext db, long batchId, BatchState from, BatchState to, CancellationToken cancellationToken)
    {
        if (!BatchTransitions.Allows(from, to))
        {
            throw new InvalidOperationException($"A batch does not go from {from} to {to}.");
        }

        return await db.PayoutBatches.Where(b => b.Id == batchId && b.State == from).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, to).SetProperty(b => b.WaitingReason, (string?)null), cancellationToken) == 1;
    }

    /// <returns>True when the reason is new.</returns>
    public static async Task<bool> WaitAsync(FaucetDbContext db, long batchId, string reason, CancellationToken cancellationToken)
    {
        var text = reason.Length > PayoutBatch.MaximumReasonLength ? reason[..PayoutBatch.MaximumReasonLength] : reason;
        return await db.PayoutBatches.Where(b => b.Id == batchId && (b.WaitingReason == null || b.WaitingReason != text))
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.WaitingReason, text), cancellationToken) == 1;
    }
}
