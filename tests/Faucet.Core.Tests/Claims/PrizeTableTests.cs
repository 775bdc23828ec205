using Faucet.Core.Claims;

namespace Faucet.Core.Tests.Claims;

public sealed class PrizeTableTests
{
    [Fact]
    public void Draws_each_row_as_often_as_it_weighs()
    {
        var table = PrizeTable.Parse("100:90 300:9 2000:1")!;
        const int draws = 1_000_000;

        var counts = Enumerable.Range(0, draws).Select(i => table.PercentFor((uint)((ulong)i * uint.MaxValue / draws))).CountBy(percent => percent).ToDictionary();

        Assert.InRange(counts[100], 899_990, 900_010);
        Assert.InRange(counts[300], 89_990, 90_010);
        Assert.InRange(counts[2000], 9_990, 10_010);
    }

    [Theory]
    [InlineData(0u, 100)]
    [InlineData(uint.MaxValue, 300)]
    public void Every_draw_has_a_row(uint draw, int percent) => Assert.Equal(percent, PrizeTable.Parse("100:1 300:1")!.PercentFor(draw));

    [Theory]
    [InlineData("")]
    [InlineData("100")]
    [InlineData("0:1")]
    [InlineData("100:0")]
    [InlineData("-100:1")]
    [InlineData("100:1000001")]
    [InlineData("100001:1")]
    [InlineData("100:1,200:1")]
    [InlineData("1:1 1:1 1:1 1:1 1:1 1:1 1:1 1:1 1:1 1:1 1:1")]
    public void Refuses_what_is_no_table(string text) => Assert.Null(PrizeTable.Parse(text));
}
