using CsCheck;
using Faucet.Core.Amounts;

namespace Faucet.Core.Tests.Amounts;

public sealed class MoneyTests
{
    private const long Supply = 2_100_000_000_000_000;

    private static readonly Gen<Money> Amounts = Gen.Long[0, Supply].Select(Money.FromSatoshis);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Supply)]
    public void Holds_zero_to_21_million_bitcoin(long satoshis) => Assert.Equal(satoshis, Money.FromSatoshis(satoshis).Satoshis);

    [Theory]
    [InlineData(-1)]
    [InlineData(Supply + 1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Holds_nothing_else(long satoshis) => Assert.Throws<OverflowException>(() => Money.FromSatoshis(satoshis));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.00000001", 1)]
    [InlineData("1.10000000", 110_000_000)]
    [InlineData("0.1234567800", 12_345_678)]
    [InlineData("20999999.99999999", Supply - 1)]
    [InlineData("21000000", Supply)]
    public void Converts_bitcoin_exactly(string bitcoin, long satoshis) =>
        Assert.Equal(Money.FromSatoshis(satoshis), Money.FromBitcoin(Decimal(bitcoin)));

    [Theory]
    [InlineData("0.000000015")]
    [InlineData("0.000000001")]
    [InlineData("20999999.999999999")]
    [InlineData("-0.00000001")]
    [InlineData("21000000.00000001")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    public void Refuses_to_round_or_to_leave_its_range(string bitcoin) =>
        Assert.Throws<OverflowException>(() => Money.FromBitcoin(Decimal(bitcoin)));

    [Theory]
    [InlineData(0, "0.00000000", "0 sat")]
    [InlineData(1, "0.00000001", "1 sat")]
    [InlineData(123_456_789, "1.23456789", "123,456,789 sat")]
    [InlineData(Supply, "21000000.00000000", "2,100,000,000,000,000 sat")]
    public void Writes_bitcoin_for_nodes_and_satoshis_for_people(long satoshis, string bitcoin, string people)
    {
        Assert.Equal(bitcoin, Money.FromSatoshis(satoshis).ToBitcoinText());
        Assert.Equal(people, Money.FromSatoshis(satoshis).ToString());
    }

    [Fact]
    public void Bitcoin_text_converts_back() =>
        Amounts.Sample(amount => Assert.Equal(amount, Money.FromBitcoin(Decimal(amount.ToBitcoinText()))));

    [Theory]
    [InlineData(100, 50, 50)]
    [InlineData(99, 50, 49)]
    [InlineData(1, 99, 0)]
    [InlineData(1, 100, 1)]
    [InlineData(1, 199, 1)]
    [InlineData(7, 0, 0)]
    [InlineData(Supply, 100, Supply)]
    public void Percent_rounds_down(long satoshis, int percent, long expected) =>
        Assert.Equal(Money.FromSatoshis(expected), Money.FromSatoshis(satoshis).Percent(percent));

    [Fact]
    public void Percent_stays_in_range()
    {
        Assert.Throws<OverflowException>(() => Money.Maximum.Percent(101));
        Assert.Throws<OverflowException>(() => Money.FromSatoshis(100).Percent(-1));
    }

    [Fact]
    public void Sum_and_difference_agree() =>
        Gen.Select(Amounts, Amounts).Sample((left, right) =>
        {
            if (left.Satoshis + right.Satoshis > Supply)
            {
                Assert.Throws<OverflowException>(() => left + right);
                return;
            }

            Assert.Equal(left, left + right - right);
            Assert.Equal(left + right, right + left);
            Assert.Equal(left + right, new[] { left, right }.Sum());
        });

    [Fact]
    public void Nothing_is_taken_from_less() =>
        Gen.Select(Amounts, Amounts).Where((left, right) => left < right).Sample((left, right) =>
        {
            Assert.Throws<OverflowException>(() => left - right);
            Assert.Equal(left, Money.Min(left, right));
            Assert.Equal(left, Money.Min(right, left));
            Assert.True(left <= right && right > left && right >= left && left.CompareTo(right) < 0);
        });

    [Fact]
    public void A_sum_over_the_supply_throws() =>
        Assert.Throws<OverflowException>(() => new[] { Money.Maximum, Money.FromSatoshis(1) }.Sum());

    [Fact]
    public void The_sum_of_nothing_is_zero() => Assert.Equal(Money.Zero, Array.Empty<Money>().Sum());

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
