using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Xunit;

namespace Faucet.Core.Tests.Payouts;

public sealed class CancellationPolicyTests
{
    private static readonly FaucetSettings Settings = new() { MaximumFeeRate = Rate(25), MaximumFeePercent = 10 };

    /// <summary>(BIP 125: more than all that it evicts, and the increment for its own size.)</summary>
    [Theory]
    [InlineData(8_000, 8_000, 2, 8_111)]
    [InlineData(8_000, 20_000, 2, 20_111)]
    [InlineData(800, 800, 20, 2_200)]
    [InlineData(8_000, 800, 2, 8_111)]
    public void It_pays_more_than_what_it_evicts_and_what_the_network_asks_for(long fee, long pending, decimal estimate, long expected) =>
        Assert.Equal((Money.FromSatoshis(expected), null), Decide(fee, pending, estimate));

    /// <summary>A canceller of the same size at the same rate is no replacement.</summary>
    [Fact]
    public void It_outdoes_the_rate_of_what_it_replaces() => Assert.Equal(1_375, Decide(1_000, 1_000, 1, vsize: 100, own: 110).Fee.Satoshis);

    [Fact]
    public void It_may_pay_a_rate_above_the_ceiling_only_to_outbid()
    {
        Assert.Null(Decide(8_000, 8_000, 25).Obstacle);
        Assert.Contains("above the 25 sat/vB", Decide(800, 800, 25.001m).Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void It_costs_no_more_than_the_share_that_fees_may_take()
    {
        Assert.Null(Decide(8_000, 99_889, 2).Obstacle);
        Assert.Contains("above the 100,000 sat", Decide(8_000, 99_890, 2).Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void Something_comes_back()
    {
        Assert.Null(Decide(8_000, 8_000, 2, coins: 9_111).Obstacle);
        Assert.Contains("too little", Decide(8_000, 8_000, 2, coins: 9_110).Obstacle, StringComparison.Ordinal);
    }

    private static (Money Fee, string? Obstacle) Decide(long fee, long pending, decimal estimate, int vsize = 8_000, int own = 110, long coins = 2_000_000) =>
        CancellationPolicy.Decide(
            new PendingAttempt(Money.FromSatoshis(fee), vsize, Money.FromSatoshis(1_000_000), Money.FromSatoshis(pending), IsOutbid: false, TimeSpan.Zero),
            own,
            Money.FromSatoshis(coins),
            new FeeMarket(Rate(estimate), Rate(1), Rate(1)),
            Settings);

    private static FeeRate Rate(decimal satoshis) => FeeRate.FromSatoshisPerVByte(satoshis);
}
