using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>What the network asks for as it was sampled last, for quotes: they need no node, and do not change between two looks at a page.</summary>
public sealed class FeeBoard
{
    private volatile Board? current;

    /// <returns>The operator's guess where the node never had an estimate.</returns>
    public async Task<FeeOutlook> ReadAsync(FaucetDbContext db, FaucetSettings settings, CancellationToken cancellationToken) =>
        await ReadAsync(db, await db.FeeSamples.MaxAsync(s => (DateTimeOffset?)s.At, cancellationToken), settings, cancellationToken);

    /// <summary>For a caller who has just read when the newest sample was taken: no query while it is the same.</summary>
    internal async Task<FeeOutlook> ReadAsync(FaucetDbContext db, DateTimeOffset? newest, FaucetSettings settings, CancellationToken cancellationToken)
    {
        if (newest is not { } at)
        {
            return Guess(settings);
        }

        if (current is not { } board || board.At != at)
        {
            var rates = await RatesAsync(db, cancellationToken);
            if (rates is [])
            {
                // Forgotten since, by a worker whose clock is behind.
                return Guess(settings);
            }

            current = board = new Board(at, new FeeOutlook(rates[0], FeeHistory.Of(rates)));
        }

        return board.Outlook;
    }

    /// <summary>Those that count, the newest first.</summary>
    internal static Task<List<FeeRate>> RatesAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        db.FeeSamples.OrderByDescending(s => s.At).Select(s => s.Rate).Take(FeeHistory.MostSamples).ToListAsync(cancellationToken);

    private static FeeOutlook Guess(FaucetSettings settings) => new(settings.FallbackFeeRate, null);

    private sealed record Board(DateTimeOffset At, FeeOutlook Outlook);
}
