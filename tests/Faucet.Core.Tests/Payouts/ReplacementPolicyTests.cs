using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Xunit;

namespace Faucet.Core.Tests.Payouts;

public sealed class ReplacementPolicyTests
{
    private static readonly FaucetSettings Settings = new()
    {
        BumpAfter = TimeSpan.FromHours(1),
        MaximumFeeRate = FeeRate.FromSatoshisPerVByte(20),
        MaximumFeePercent = 20,
    };

    [Theory]
    [InlineData(3_599, 5, "wait")]
    [InlineData(3_600, 5, "5")]
    [InlineData(-3_600, 5, "5")]
    [InlineData(3_600, 2, "wait")]
    [InlineData(3_600, 2.001, "3.005")]
    [InlineData(3_600, 20, "20")]
    [InlineData(3_600, 20.001, "held")]
    public void Raises_the_fee_of_what_has_waited_too_long(int waitedSeconds, decimal estimate, string expected) =>
        Assert.Equal(expected, Decide(2, waitedSeconds: waitedSeconds, estimate: estimate));

    [Theory]
    [InlineData(2, "wait")]
    [InlineData(2.001, "3.005")]
    [InlineData(4, "4")]
    public void Raises_the_fee_at_once_when_the_mempool_no_longer_takes_it(decimal minimum, string expected) =>
        Assert.Equal(expected, Decide(2, minimum: minimum));

    [Theory]
    [InlineData(2_000, "13.005")] // 400 of its own, 2,000 of those who spent their payout already, 1 sat/vB for the relay and one over
    [InlineData(3_399, "20")]
    [InlineData(3_400, "held")]
    public void Outbids_what_its_payees_have_built_on_it(int descendants, string expected) =>
        Assert.Equal(expected, Decide(2, waitedSeconds: 3_600, estimate: 3, descendants: descendants));

    [Theory]
    [InlineData(3_599, "wait")]
    [InlineData(3_600, "3.505")]
    public void Raises_the_fee_of_what_an_earlier_attempt_keeps_out(int waitedSeconds, string expected) =>
        Assert.Equal(expected, Decide(2, waitedSeconds: waitedSeconds, estimate: 2, descendants: 100, isOutbid: true));

    [Theory]
    [InlineData(5_000, "5")]
    [InlineData(4_999, "held")]
    public void Never_pays_more_than_its_share_of_the_payout(int paid, string expected) =>
        Assert.Equal(expected, Decide(2, waitedSeconds: 3_600, estimate: 5, paid: paid));

    private static string Decide(
        decimal rate, int waitedSeconds = 0, decimal estimate = 1, decimal minimum = 1, int descendants = 0, bool isOutbid = false, int paid = 1_000_000)
    {
        const int vsize = 200;
        var fee = FeeRate.FromSatoshisPerVByte(rate).FeeFor(vsize);
        var attempt = new PendingAttempt(
            fee, vsize, Money.FromSatoshis(paid), fee + Money.FromSatoshis(descendants), isOutbid, TimeSpan.FromSeconds(waitedSeconds));
        var market = new FeeMarket(FeeRate.FromSatoshisPerVByte(estimate), FeeRate.FromSatoshisPerVByte(minimum), FeeRate.FromSatoshisPerVByte(1));
        return ReplacementPolicy.Decide(attempt, market, Settings) switch
        {
            ReplacementDecision.Replace replace => FormattableString.Invariant($"{replace.Rate.SatoshisPerVByte:0.###}"),
            ReplacementDecision.Held => "held",
            _ => "wait",
        };
    }
}
