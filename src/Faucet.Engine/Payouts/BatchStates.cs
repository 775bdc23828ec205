using Faucet.Core.Payouts;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Moves batches by guarded updates along the legal transitions only.</summary>
internal static class BatchStates
{
    /// <summary>For the visitor; what was wrong is for the operator.</summary>
    public const string OwnChecksFailed = "The transaction did not pass the faucet's own checks. The operator has been told.";

    // Named, because no index finds what is not in a state.
    private static readonly BatchState[] Live = [.. Enum.GetValues<BatchState>().Except([BatchState.Final, BatchState.Abandoned])];

    /// <summary>Those whose coins are reserved: neither final nor given up.</summary>
    public static IQueryable<long> LiveIds(FaucetDbContext db) => db.PayoutBatches.Where(b => Live.Contains(b.State)).Select(b => b.Id);

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

    /// <summary>Says why the batch does not move. A reason is logged when it is new, not at each round.</summary>
    /// <param name="reason">For the visitor.</param>
    /// <param name="detail">For the operator, where there is more to say.</param>
    /// <returns>False always: the batch did not move.</returns>
    public static async Task<bool> WaitAsync(
        FaucetDbContext db, ILogger logger, long batchId, string reason, CancellationToken cancellationToken, string? detail = null)
    {
        var text = reason.Length > PayoutBatch.MaximumReasonLength ? reason[..PayoutBatch.MaximumReasonLength] : reason;
        if (await db.PayoutBatches.Where(b => b.Id == batchId && (b.WaitingReason == null || b.WaitingReason != text))
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.WaitingReason, text), cancellationToken) == 1)
        {
            PayoutLog.BatchWaits(logger, batchId, detail ?? reason);
        }

        return false;
    }
}
