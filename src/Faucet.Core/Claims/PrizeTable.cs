using System.Globalization;

namespace Faucet.Core.Claims;

/// <summary>A weighted table of what a claim may draw: hundredths of the base drip, and how often each comes up.</summary>
public sealed record PrizeTable
{
    public const int MaximumRows = 10;
    private const int MaximumPercent = 100_000;
    private const int MaximumWeight = 1_000_000;

    private PrizeTable(IReadOnlyList<Prize> rows) => Rows = rows;

    public IReadOnlyList<Prize> Rows { get; }

    /// <summary>Every claim draws the base.</summary>
    public static PrizeTable Even { get; } = new([new Prize(100, 1)]);

    public long TotalWeight => Rows.Sum(row => (long)row.Weight);

    /// <summary>Reads <c>percent:weight</c> pairs separated by spaces, such as <c>100:95 300:4 2000:1</c>.</summary>
    /// <returns>Null when the text is anything else.</returns>
    public static PrizeTable? Parse(string text)
    {
        var rows = new List<Prize>();
        foreach (var pair in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (pair.Split(':') is not [var percent, var weight]
                || !int.TryParse(percent, NumberStyles.None, CultureInfo.InvariantCulture, out var hundredths) || hundredths is < 1 or > MaximumPercent
                || !int.TryParse(weight, NumberStyles.None, CultureInfo.InvariantCulture, out var parts) || parts is < 1 or > MaximumWeight)
            {
                return null;
            }

            rows.Add(new Prize(hundredths, parts));
        }

        return rows.Count is >= 1 and <= MaximumRows ? new PrizeTable(rows) : null;
    }

    /// <param name="draw">Uniform over all values of its type.</param>
    public int PercentFor(uint draw)
    {
        // Scaled instead of taken modulo: with at most 10 million parts of 2^32 the bias is below a quarter of a percent of a row.
        var ticket = (long)((ulong)draw * (ulong)TotalWeight >> 32);
        foreach (var row in Rows)
        {
            if ((ticket -= row.Weight) < 0)
            {
                return row.Percent;
            }
        }

        return Rows[^1].Percent;
    }

    public bool Equals(PrizeTable? other) => other is not null && Rows.SequenceEqual(other.Rows);

    public override int GetHashCode() => Rows.Aggregate(Rows.Count, HashCode.Combine);

    public override string ToString() => string.Join(' ', Rows);
}

/// <param name="Percent">Hundredths of the base drip.</param>
/// <param name="Weight">Parts of the whole table.</param>
public sealed record Prize(int Percent, int Weight)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Percent}:{Weight}");
}
