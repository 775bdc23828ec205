using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <param name="BatchId">The new batch; null when nothing leaves now or another worker was faster.</param>
/// <param name="Decision">Why; null when nobody waits.</param>
public sealed record ReleaseOutcome(long? BatchId, ReleaseDecision? Decision);

/// <summary>Claims waiting withdrawals for a new batch when the release policy says so (invariant I1).</summary>
public sealed class BatchReleaser(FaucetDatabase database, IBitcoinNode node, FeeWatch fees, TimeProvider time)
{
    private readonly QueueAges ages = new(time);

    public async Task<ReleaseOutcome> ReleaseAsync(NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var oldest = await OldestAsync(db, Money.Zero, settings, cancellationToken);
        ages.Look(oldest.Select(waiting => waiting.Id));
        if (oldest.Count == 0)
        {
            return new ReleaseOutcome(null, null);
        }

        var outlook = await fees.LookAsync(status, settings, cancellationToken);
        var plan = Plan(oldest, settings);
        var decision = ReleasePolicy.Decide(plan, outlook, settings);
        if (decision is ReleaseDecision.TooSmall
            && await WithoutTheSmallAsync(db, oldest, outlook, settings, cancellationToken) is { } others)
        {
            (plan, decision) = (others, new ReleaseDecision.Leaves());
        }

        // Of their own: one who pays for haste must not make the faucet pay a high fee for all who wait for a low one.
        var hurried = Plan(oldest.Where(waiting => waiting.IsAtOnce), settings);
        if (decision is not ReleaseDecision.Leaves && hurried.IsAtOnce && ReleasePolicy.Decide(hurried, outlook, settings) is ReleaseDecision.Leaves leaves)
        {
            (plan, decision) = (hurried, leaves);
        }

        if (decision is ReleaseDecision.Leaves)
        {
            (plan, decision) = ReleasePolicy.Fit(plan, await node.GetFreeCoinsAsync(cancellationToken), outlook, settings);
        }

        return new ReleaseOutcome(
            decision is ReleaseDecision.Leaves ? await ClaimAsync(db, plan, cancellationToken) : null, decision);
    }

    /// <summary>Amounts too small for the present fee must not keep the others waiting behind them.</summary>
    /// <returns>Null when the others don't leave now, either.</returns>
    private async Task<BatchPlan?> WithoutTheSmallAsync(
        FaucetDbContext db, IReadOnlyList<Queued> oldest, FeeOutlook outlook, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var least = BatchPlan.LeastThatCarriesItself(outlook.Now, settings);
        var larger = await OldestAsync(db, least, settings, cancellationToken);
        ages.Look(oldest.Concat(larger).Select(waiting => waiting.Id));
        var plan = Plan(larger, settings);
        return plan.Members.Count > 0 && ReleasePolicy.Decide(plan, outlook, settings) is ReleaseDecision.Leaves ? plan : null;
    }

    private static Task<List<Queued>> OldestAsync(FaucetDbContext db, Money atLeast, FaucetSettings settings, CancellationToken cancellationToken) =>
        db.Withdrawals.Where(w => w.State == WithdrawalState.Queued && w.Amount >= atLeast)
            .OrderBy(w => w.CreatedAt).ThenBy(w => w.WalletId)
            .Take(settings.BatchMaximum)
            .Select(w => new Queued(w.Id, w.ScriptPubKey, w.Amount, w.CreatedAt, w.IsAtOnce))
            .ToListAsync(cancellationToken);

    private BatchPlan Plan(IEnumerable<Queued> oldestFirst, FaucetSettings settings) => BatchPlan.Of(
        oldestFirst.Select(w => new WaitingPayout(w.Id, w.ScriptPubKey, w.Amount, ages.Of(w.Id, w.CreatedAt)) { IsAtOnce = w.IsAtOnce }),
        settings.BatchMaximum);

    /// <returns>Null when another worker has one of them.</returns>
    private async Task<long?> ClaimAsync(FaucetDbContext db, BatchPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ids = plan.Members.Select(member => member.Id).ToList();
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

    private sealed record Queued(Guid Id, ScriptPubKey ScriptPubKey, Money Amount, DateTimeOffset CreatedAt, bool IsAtOnce);
}
