using System.Globalization;

namespace Faucet.Core.Claims;

/// <summary>Says how long something takes.</summary>
public static class Waiting
{
    /// <summary>"40 seconds", "12 minutes", "1 hour 5 minutes", "2 days 3 hours": rounded up, so that nobody comes back too early.</summary>
    public static string InWords(TimeSpan wait)
    {
        var seconds = (long)Math.Ceiling(Math.Max(wait.TotalSeconds, 0));
        if (seconds < 90)
        {
            return Count(seconds, "second");
        }

        var minutes = (seconds + 59) / 60;
        if (minutes < 60)
        {
            return Count(minutes, "minute");
        }

        return minutes < 48 * 60
            ? Join(Count(minutes / 60, "hour"), minutes % 60, "minute")
            : Join(Count((minutes + 59) / 60 / 24, "day"), (minutes + 59) / 60 % 24, "hour");
    }

    private static string Join(string whole, long rest, string unit) => rest == 0 ? whole : $"{whole} {Count(rest, unit)}";

    private static string Count(long count, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")}");
}
