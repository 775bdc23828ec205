namespace Faucet.Core.Captcha;

/// <summary>How many failed captchas one client may have: a bucket that each failure fills and that drains with time.</summary>
/// <remarks>
/// The bucket is one moment, at which it will be empty (the generic cell rate algorithm, ITU-T I.371). 20 failures, because a school or a
/// mobile carrier is one client; one drains in 30 seconds.
/// </remarks>
public static class FailureLimit
{
    public const int Most = 20;

    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Full = Most * Drain;

    /// <returns>When the bucket will be empty after one more failure.</returns>
    public static DateTimeOffset Add(DateTimeOffset emptyAt, DateTimeOffset now)
    {
        var level = Level(emptyAt, now) + Drain;
        return now + (level < Full ? level : Full);
    }

    /// <returns>0 to 100; 100 is blocked.</returns>
    public static int PercentOf(DateTimeOffset emptyAt, DateTimeOffset now) => (int)(Level(emptyAt, now).Ticks * 100 / Full.Ticks);

    /// <returns>When there is room for another failure, or null when there is.</returns>
    public static DateTimeOffset? BlockedUntil(DateTimeOffset emptyAt, DateTimeOffset now)
    {
        var until = now + Level(emptyAt, now) - (Full - Drain);
        return until > now ? until : null;
    }

    /// <summary>Never above full: a clock that was set back does not block anybody for longer.</summary>
    private static TimeSpan Level(DateTimeOffset emptyAt, DateTimeOffset now) =>
        TimeSpan.FromTicks(Math.Clamp((emptyAt - now).Ticks, 0, Full.Ticks));
}
