using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;

namespace Faucet.Web.Site;

/// <summary>Numbers, times and networks as a visitor reads them.</summary>
internal static class PlainWords
{
    /// <summary>Satoshis with thousands separated, without the unit.</summary>
    public static string Digits(this Money amount) => Digits(amount.Satoshis);

    public static string Digits(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 h 30 min"; at most two units, rounded down.</summary>
    public static string Short(this TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Join(span.Days, span.Days == 1 ? "day" : "days", span.Hours, "h"),
        { TotalHours: >= 1 } => Join(span.Hours, "h", span.Minutes, "min"),
        { TotalMinutes: >= 1 } => Join(span.Minutes, "min", span.Seconds, "s"),
        _ => $"{span.Seconds} s",
    };

    /// <summary>"every hour", "every 30 minutes".</summary>
    public static string Every(this TimeSpan span)
    {
        var (count, unit) = span switch
        {
            { TotalDays: >= 1 } when span.Ticks % TimeSpan.TicksPerDay == 0 => (span.Days, "day"),
            { TotalHours: >= 1 } when span.Ticks % TimeSpan.TicksPerHour == 0 => ((int)span.TotalHours, "hour"),
            { TotalMinutes: >= 1 } when span.Ticks % TimeSpan.TicksPerMinute == 0 => ((int)span.TotalMinutes, "minute"),
            _ => ((int)span.TotalSeconds, "second"),
        };
        return count == 1 ? $"every {unit}" : $"every {count} {unit}s";
    }

    /// <summary>"× 0.90"</summary>
    public static string Times(int percent) => "× " + (percent / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>"95 % of claims × 1.00, 5 % × 3.00"</summary>
    public static string InWords(this PrizeTable prizes)
    {
        var parts = prizes.Rows.Select((row, i) => string.Create(
            CultureInfo.InvariantCulture, $"{100m * row.Weight / prizes.TotalWeight:0.##} %{(i == 0 ? " of claims" : "")} {Times(row.Percent)}"));
        return string.Join(", ", parts);
    }

    /// <summary>"24 Nov, 14:02 UTC"</summary>
    public static string InUtc(this DateTimeOffset at) => at.UtcDateTime.ToString("d MMM, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the <c>datetime</c> attribute.</summary>
    public static string ForMachines(this DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What coins without value are called, and why; null where they are real.</summary>
    public static (string Title, string Text)? Disclaimer(this BitcoinNetwork network) => network switch
    {
        BitcoinNetwork.Mainnet => null,
        BitcoinNetwork.Sandbox => ("Play coins.", "This faucet runs on the built-in sandbox: nothing here has value."),
        BitcoinNetwork.Testnet4 => ("Test coins.", "This faucet runs on the test network testnet4: nothing here has value."),
        BitcoinNetwork.Signet => ("Test coins.", "This faucet runs on the test network signet: nothing here has value."),
        _ => ("Test coins.", "This faucet runs on a private test network: nothing here has value."),
    };

    private static string Join(int first, string firstUnit, int second, string secondUnit) =>
        second == 0 ? $"{first} {firstUnit}" : $"{first} {firstUnit} {second} {secondUnit}";
}
