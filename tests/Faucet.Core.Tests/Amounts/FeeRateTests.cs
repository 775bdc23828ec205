using CsCheck;
using Faucet.Core.Amounts;

namespace Faucet.Core.Tests.Amounts;

public sealed class FeeRateTests
{
    private const long Limit = 10_000_000;

    [Theory]
    [InlineData(0)]
    [InlineData(Limit)]
    public void Holds_zero_to_10000_satoshis_per_vbyte(long satoshis) =>
        Assert.Equal(satoshis, FeeRate.FromSatoshisPerKvB(satoshis).SatoshisPerKvB);

    [Theory]
    [InlineData(-1)]
    [InlineData(Limit + 1)]
    public void Holds_nothing_else(long satoshis) => Assert.Throws<OverflowException>(() => FeeRate.FromSatoshisPerKvB(satoshis));

    [Theory]
    [InlineData("1", 1000)]
    [InlineData("0.1", 100)]
    [InlineData("1.001", 1001)]
    [InlineData("1.0001", 1001)]
    [InlineData("0.0000001", 1)]
    public void Rounds_up_what_is_finer_than_a_thousandth(string satoshis, long perKvB) =>
        Assert.Equal(FeeRate.FromSatoshisPerKvB(perKvB), FeeRate.FromSatoshisPerVByte(Decimal(satoshis)));

    [Theory]
    [InlineData("-0.001")]
    [InlineData("10000.0001")]
    [InlineData("79228162514264337593543950")]
    public void Refuses_rates_that_no_honest_estimate_reaches(string satoshis) =>
        Assert.Throws<OverflowException>(() => FeeRate.FromSatoshisPerVByte(Decimal(satoshis)));

    [Theory]
    [InlineData(1000, 141, 141)]
    [InlineData(100, 141, 15)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1000, 1)]
    [InlineData(1, 1001, 2)]
    [InlineData(3000, 98, 294)]
    [InlineData(0, 100, 0)]
    [InlineData(1000, 0, 0)]
    public void A_fee_rounds_up_to_a_whole_satoshi(long perKvB, int vsize, long fee) =>
        Assert.Equal(Money.FromSatoshis(fee), FeeRate.FromSatoshisPerKvB(perKvB).FeeFor(vsize));

    [Fact]
    public void A_fee_is_enough_and_not_a_satoshi_more() =>
        Gen.Select(Gen.Long[0, Limit], Gen.Int[1, 1_000_000]).Sample((perKvB, vsize) =>
        {
            var fee = FeeRate.FromSatoshisPerKvB(perKvB).FeeFor(vsize).Satoshis;
            Assert.InRange((fee * 1000) - (perKvB * vsize), 0, 999);
        });

    [Fact]
    public void Compares_by_rate()
    {
        var (low, high) = (FeeRate.FromSatoshisPerKvB(999), FeeRate.FromSatoshisPerKvB(1000));

        Assert.True(low < high && low <= high && high > low && high >= low && low.CompareTo(high) < 0);
        Assert.Equal(high, FeeRate.Max(low, high));
        Assert.Equal(high, FeeRate.Max(high, low));
    }

    [Theory]
    [InlineData(1000, "1 sat/vB")]
    [InlineData(1234, "1.234 sat/vB")]
    [InlineData(100, "0.1 sat/vB")]
    public void Writes_satoshis_per_vbyte(long perKvB, string text) => Assert.Equal(text, FeeRate.FromSatoshisPerKvB(perKvB).ToString());

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
