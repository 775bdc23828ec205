using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Lets one process at a time work the payouts. A lost lease costs work, never money: unique keys guard that.</summary>
public sealed class PayoutLease(FaucetDatabase database, TimeProvider time)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <summary>A lease that ends later was taken by a clock that was wrong, and whose process may be gone.</summary>
    private static readonly TimeSpan LongestBelieved = Duration + TimeSpan.FromMinutes(1);

    private readonly string owner = $"{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Takes the lease, or keeps it; false while another process has it.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var latest = now + LongestBelieved;
        await using var db = database.Open();
        if (await db.WorkerLeases.Where(l => l.Owner == owner).ExecuteUpdateAsync(
            set => set.SetProperty(l => l.ExpiresAt, now + Duration), cancellationToken) == 1)
        {
            return true;
        }

        if (await db.WorkerLeases.Where(l => l.ExpiresAt <= now || l.ExpiresAt > latest).ExecuteUpdateAsync(
            set => set.SetProperty(l => l.Owner, owner).SetProperty(l => l.Epoch, l => l.Epoch + 1).SetProperty(l => l.ExpiresAt, now + Duration),
            cancellationToken) == 1)
        {
            return true;
        }

        if (await db.WorkerLeases.AnyAsync(cancellationToken))
        {
            return false;
        }

        db.WorkerLeases.Add(new WorkerLease { Owner = owner, Epoch = 1, ExpiresAt = now + Duration });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return false;
        }
    }

    /// <summary>Says why payouts wait, where the wallet page sees it; null: they don't.</summary>
    /// <param name="holdReason">Why nothing at all is paid.</param>
    /// <param name="queueReason">Why what is queued does not leave yet.</param>
    public async Task ReportAsync(string? holdReason, string? queueReason, CancellationToken cancellationToken)
    {
        var (hold, queue) = (Shortened(holdReason), Shortened(queueReason));
        await using var db = database.Open();
        await db.WorkerLeases.Where(l => l.Owner == owner && (l.HoldReason != hold || l.QueueReason != queue))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.HoldReason, hold).SetProperty(l => l.QueueReason, queue), cancellationToken);
    }

    /// <summary>Gives the lease up, so that another process need not wait for it to run out.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open();
        await db.WorkerLeases.Where(l => l.Owner == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.ExpiresAt, now), cancellationToken);
    }

    private static string? Shortened(string? reason) =>
        reason is { Length: > PayoutBatch.MaximumReasonLength } ? reason[..PayoutBatch.MaximumReasonLength] : reason;
}
