namespace Faucet.Core.Claims;

/// <summary>
/// At most <paramref name="Count"/> events per <paramref name="Window"/>, spread as a virtual scheduler: the generic cell rate algorithm
/// (ITU-T I.371). All that is stored per bucket is the theoretical arrival time of the next event.
/// </summary>
/// <remarks>A burst of <paramref name="Count"/> is allowed at once, then one event per Window / Count. With a count of 1 it is a plain cooldown.</remarks>
public readonly record struct RateLimit(int Count, TimeSpan Window)
{
    /// <summary>What one event uses up: whole milliseconds, as times are stored, rounded up so that the rate is never exceeded.</summary>
    private TimeSpan Interval => TimeSpan.FromMilliseconds((long)Math.Ceiling(Window.TotalMilliseconds / Count));

    /// <summary>The furthest that an arrival is ahead of the clock: the window, but for rounding.</summary>
    public TimeSpan Horizon => Interval * Count;

    /// <param name="arrival">As stored; null when there was no event yet.</param>
    /// <returns>When the next event is allowed; null when it is now.</returns>
    public DateTimeOffset? RetryAt(DateTimeOffset? arrival, DateTimeOffset now)
    {
        var at = arrival - (Interval * (Count - 1));
        return at > now ? at : null;
    }

    /// <summary>What to store once an event was let through at <paramref name="now"/>.</summary>
    public DateTimeOffset After(DateTimeOffset? arrival, DateTimeOffset now) => (arrival > now ? arrival.Value : now) + Interval;

    /// <summary>0 when nothing of the burst is used, 100 when all of it is.</summary>
    public int PercentUsed(DateTimeOffset? arrival, DateTimeOffset now) =>
        arrival is { } at && at > now && Window > TimeSpan.Zero ? (int)Math.Min(100, (at - now) / Horizon * 100) : 0;
}
