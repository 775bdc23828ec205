using System.Globalization;

namespace Faucet.Core.Amounts;

/// <summary>A transaction fee per virtual byte (BIP 141), held in satoshis per 1,000 vbytes as nodes quote it.</summary>
public readonly record struct FeeRate : IComparable<FeeRate>
{
    private const long MaximumSatoshisPerKvB = 10_000_000;

    private FeeRate(long satoshisPerKvB) => SatoshisPerKvB = satoshisPerKvB;

    public long SatoshisPerKvB { get; }

    /// <summary>The rate in sat/vB, at most three decimals.</summary>
    public decimal SatoshisPerVByte => SatoshisPerKvB / 1000m;

    /// <exception cref="OverflowException">Below zero or above 10,000 sat/vB, which no honest estimate reaches.</exception>
    public static FeeRate FromSatoshisPerKvB(long satoshis) =>
        satoshis is >= 0 and <= MaximumSatoshisPerKvB
            ? new FeeRate(satoshis)
            : throw new OverflowException($"{satoshis} sat/kvB is outside 0 to {MaximumSatoshisPerKvB} sat/kvB.");

    /// <summary>Converts sat/vB; what is finer than three decimals is rounded up, since a fee below the floor is not relayed.</summary>
    public static FeeRate FromSatoshisPerVByte(decimal satoshis) => FromSatoshisPerKvB((long)decimal.Ceiling(satoshis * 1000m));

    /// <summary>The fee for a transaction of <paramref name="vsize"/> virtual bytes, rounded up to a whole satoshi.</summary>
    public Money FeeFor(int vsize) => Money.FromSatoshis((checked(SatoshisPerKvB * vsize) + 999) / 1000);

    public int CompareTo(FeeRate other) => SatoshisPerKvB.CompareTo(other.SatoshisPerKvB);

    public static FeeRate Max(FeeRate left, FeeRate right) => left > right ? left : right;

    public static bool operator <(FeeRate left, FeeRate right) => left.SatoshisPerKvB < right.SatoshisPerKvB;

    public static bool operator >(FeeRate left, FeeRate right) => left.SatoshisPerKvB > right.SatoshisPerKvB;

    public static bool operator <=(FeeRate left, FeeRate right) => left.SatoshisPerKvB <= right.SatoshisPerKvB;

    public static bool operator >=(FeeRate left, FeeRate right) => left.SatoshisPerKvB >= right.SatoshisPerKvB;

    public override string ToString() => SatoshisPerVByte.ToString("0.###", CultureInfo.InvariantCulture) + " sat/vB";
}
