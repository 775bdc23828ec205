using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Knows what the network asks for, and remembers what it asked for over the last days.</summary>
public sealed class FeeWatch(FaucetDatabase database, IBitcoinNode node, TimeProvider time)
{
    private DateTimeOffset? sampledFor;
    private FeeHistory? history;

    /// <summary>What a transaction should pay now, and how that compares. Where the node has no estimate, the operator's guess stands in, which compares to nothing.</summary>
    public async Task<FeeOutlook> LookAsync(NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var estimate = await node.EstimateFeeRateAsync(settings.FeeTargetBlocks, cancellationToken);
        return new FeeOutlook(FeeRate.Max(estimate ?? settings.FallbackFeeRate, status.MinimumFeeRate), estimate is null ? null : history);
    }

    /// <summary>Takes a sample when the last one is old enough, drops those that are too old, and reads what is left.</summary>
    public async Task SampleAsync(NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var span = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % FeeHistory.SampledEvery.Ticks), TimeSpan.Zero);
        if (span == sampledFor)
        {
            return;
        }

        var estimate = await node.EstimateFeeRateAsync(settings.FeeTargetBlocks, cancellationToken);
        await using var db = database.Open();

        // A sample from the future was taken by a clock that was wrong; it would never get old.
        var oldest = now - FeeHistory.Kept;
        await db.FeeSamples.Where(s => s.At <= oldest || s.At > now).ExecuteDeleteAsync(cancellationToken);
        if (estimate is { } rate && !await db.FeeSamples.AnyAsync(s => s.At == span, cancellationToken))
        {
            await AddAsync(db, new FeeSample { At = span, Rate = FeeRate.Max(rate, status.MinimumFeeRate) }, cancellationToken);
        }

        (history, sampledFor) = (FeeHistory.Of(await FeeBoard.RatesAsync(db, cancellationToken)), span);
    }

    private async Task AddAsync(FaucetDbContext db, FeeSample sample, CancellationToken cancellationToken)
    {
        db.FeeSamples.Add(sample);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            // Another worker took it between the look and the insert.
            db.ChangeTracker.Clear();
        }
    }
}
