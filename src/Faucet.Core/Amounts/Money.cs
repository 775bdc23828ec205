using System.Globalization;

namespace Faucet.Core.Amounts;

/// <summary>An amount of bitcoin in whole satoshis, between zero and the 21 million bitcoin that can ever exist.</summary>
/// <remarks>Every operation is exact or throws <see cref="OverflowException"/>: a ledger that rounds or wraps can't be audited.</remarks>
public readonly record struct Money : IComparable<Money>
{
    /// <summary>Satoshis in one bitcoin.</summary>
    public const long SatoshisPerBitcoin = 100_000_000;

    private const long MaximumSatoshis = 21_000_000 * SatoshisPerBitcoin;

    private Money(long satoshis) => Satoshis = satoshis;

    public long Satoshis { get; }

    public static Money Zero => default;

    public static Money Maximum => new(MaximumSatoshis);

    /// <exception cref="OverflowException">Below zero or above 21 million bitcoin.</exception>
    public static Money FromSatoshis(long satoshis) =>
        satoshis is >= 0 and <= MaximumSatoshis
            ? new Money(satoshis)
            : throw new OverflowException($"{satoshis} sat is outside 0 to {MaximumSatoshis} sat.");

    /// <summary>Converts a node's decimal bitcoin exactly.</summary>
    /// <exception cref="OverflowException">Finer than one satoshi, or out of range.</exception>
    public static Money FromBitcoin(decimal bitcoin)
    {
        if (bitcoin is < 0 or > 21_000_000m)
        {
            throw new OverflowException($"{bitcoin} bitcoin is outside 0 to 21 million.");
        }

        var satoshis = bitcoin * SatoshisPerBitcoin;
        return satoshis == decimal.Truncate(satoshis)
            ? new Money((long)satoshis)
            : throw new OverflowException($"{bitcoin} bitcoin is not a whole number of satoshis.");
    }

    /// <summary>The amount in bitcoin with eight decimals, as nodes write it.</summary>
    public string ToBitcoinText() => (Satoshis / (decimal)SatoshisPerBitcoin).ToString("0.00000000", CultureInfo.InvariantCulture);

    /// <summary>This amount times <paramref name="percent"/> hundredths, rounded down to a whole satoshi.</summary>
    public Money Percent(int percent) => FromSatoshis((long)decimal.Truncate(Satoshis * (decimal)percent / 100m));

    public int CompareTo(Money other) => Satoshis.CompareTo(other.Satoshis);

    public static Money Min(Money left, Money right) => left < right ? left : right;

    public static Money Max(Money left, Money right) => left > right ? left : right;

    public static Money operator +(Money left, Money right) => FromSatoshis(checked(left.Satoshis + right.Satoshis));

    public static Money operator -(Money left, Money right) => FromSatoshis(left.Satoshis - right.Satoshis);

    public static bool operator <(Money left, Money right) => left.Satoshis < right.Satoshis;

    public static bool operator >(Money left, Money right) => left.Satoshis > right.Satoshis;

    public static bool operator <=(Money left, Money right) => left.Satoshis <= right.Satoshis;

    public static bool operator >=(Money left, Money right) => left.Satoshis >= right.Satoshis;

    public override string ToString() => Satoshis.ToString("N0", CultureInfo.InvariantCulture) + " sat";
}

public static class MoneySum
{
    /// <summary>Adds amounts exactly.</summary>
    public static Money Sum(this IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);
}
