using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Payouts;

public sealed class ReleasePolicyTests
{
    private static readonly FaucetSettings Settings = new()
    {
        BatchCount = 10,
        BatchAge = TimeSpan.FromHours(10),
        BatchMaximum = 20,
        MaximumFeeRate = Rate(20),
        MaximumFeePercent = 20,
    };

    // A low fee is 2 sat/vB, a high one 12.
    private static readonly FeeHistory History = new(Rate(2), Rate(12));

    [Theory]
    [InlineData(1, 599, false)]
    [InlineData(1, 600, true)]
    [InlineData(9, 0, false)]
    [InlineData(10, 0, true)]
    public void Without_a_history_a_batch_leaves_by_count_or_by_age(int waiting, int minutes, bool leaves) =>
        Assert.Equal(leaves, Decide(waiting, minutes, 19, null) is ReleaseDecision.Leaves);

    [Theory]
    [InlineData(599, false)]
    [InlineData(600, true)]
    public void A_batch_leaves_at_its_bound_at_any_fee_below_the_cap(int minutes, bool leaves) =>
        Assert.Equal(leaves, Decide(1, minutes, 19, History) is ReleaseDecision.Leaves);

    [Theory]
    [InlineData(3, 19, true)]
    [InlineData(3, 21, false)]
    [InlineData(2, 19, false)]
    public void Those_who_asked_to_be_paid_at_once_wait_for_no_company_and_take_nobody_along_who_waits(int hurried, int rate, bool leaves)
    {
        var members = Enumerable.Range(0, 3).Select(i => Waiting(i, TimeSpan.Zero, 10_000) with { IsAtOnce = i < hurried });

        Assert.Equal(leaves, ReleasePolicy.Decide(BatchPlan.Of(members, 20), new FeeOutlook(Rate(rate), History), Settings) is ReleaseDecision.Leaves);
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    public void A_full_batch_leaves_at_any_fee_below_the_cap(int waiting, bool leaves) =>
        Assert.Equal(leaves, Decide(waiting, 0, 19, History) is ReleaseDecision.Leaves);

    [Theory]
    [InlineData(10, 0, true)]
    [InlineData(9, 0, false)]
    [InlineData(5, 300, true)]
    [InlineData(4, 300, false)]
    [InlineData(1, 540, true)]
    [InlineData(1, 539, false)]
    public void At_a_low_fee_the_older_a_batch_is_the_less_company_it_wants(int waiting, int minutes, bool leaves) =>
        Assert.Equal(leaves, Decide(waiting, minutes, 2, History) is ReleaseDecision.Leaves);

    [Theory]
    [InlineData(0, "2", true)]
    [InlineData(0, "2.001", false)]
    [InlineData(300, "2.625", true)]
    [InlineData(300, "2.626", false)]
    [InlineData(540, "8.561", true)]
    [InlineData(540, "8.562", false)]
    public void The_older_a_batch_is_the_more_it_pays(int minutes, string rate, bool leaves) => Assert.Equal(
        leaves, Decide(10, minutes, decimal.Parse(rate, CultureInfo.InvariantCulture), History) is ReleaseDecision.Leaves);

    [Fact]
    public void Says_which_fee_it_waits_for_and_how_long() => Assert.Equal(
        new ReleaseDecision.WaitsForFee(Rate(12), Rate(2.625m), TimeSpan.FromHours(5)), Decide(10, 300, 12, History));

    [Fact]
    public void Says_how_many_it_waits_for_and_how_long()
    {
        Assert.Equal(new ReleaseDecision.WaitsForCompany(4, 5, TimeSpan.FromHours(5)), Decide(4, 300, 2, History));
        Assert.Equal(new ReleaseDecision.WaitsForCompany(4, 10, TimeSpan.FromHours(5)), Decide(4, 300, 2, null));
    }

    [Theory]
    [InlineData("20", true)]
    [InlineData("20.001", false)]
    public void Nothing_leaves_above_the_emergency_cap(string rate, bool leaves)
    {
        var now = decimal.Parse(rate, CultureInfo.InvariantCulture);
        ReleaseDecision expected = leaves ? new ReleaseDecision.Leaves() : new ReleaseDecision.TooDear(Rate(now), Rate(20));

        Assert.Equal(expected, Decide(20, 0, now, History));
        Assert.Equal(expected, Decide(1, 6_000, now, null));
    }

    [Fact]
    public void A_batch_whose_fee_is_too_large_a_share_waits_until_it_is_not()
    {
        // One input, one payee and change are 141 vB; a fifth of the amount may go to the fee.
        Assert.Equal(
            new ReleaseDecision.TooSmall(Money.FromSatoshis(705), Money.FromSatoshis(704)), Decide(1, 600, 5, History, amount: 3_524));
        Assert.IsType<ReleaseDecision.Leaves>(Decide(1, 600, 5, History, amount: 3_525));
        Assert.IsType<ReleaseDecision.Leaves>(Decide(2, 600, 5, History, amount: 3_524));
    }

    [Fact]
    public void A_withdrawal_carries_itself_when_even_the_largest_output_costs_no_more_than_its_share()
    {
        var largest = ScriptPubKey.FromHex("6028" + new string('a', 80));

        // 51 vB at 1.5 sat/vB are 77 sat: 7 % of 1,100 sat, and of nothing less.
        Assert.Equal(51, OutputCost.VBytes(largest));
        var settings = Settings with { MaximumFeePercent = 7 };
        Assert.Equal(1_100, BatchPlan.LeastThatCarriesItself(Rate(1.5m), settings).Satoshis);
        Assert.Equal((77, 76), (Money.FromSatoshis(1_100).Percent(7).Satoshis, Money.FromSatoshis(1_099).Percent(7).Satoshis));
    }

    [Theory]
    [InlineData(35, false)]
    [InlineData(36, true)]
    public void Six_hours_of_samples_are_a_history(int samples, bool isOne) =>
        Assert.Equal(isOne, FeeHistory.Of([.. Enumerable.Repeat(Rate(1), samples)]) is not null);

    [Fact]
    public void A_history_knows_the_low_and_the_high_fee_in_whatever_order_they_came() => Assert.Equal(
        new FeeHistory(Rate(15), Rate(95)), FeeHistory.Of([.. Enumerable.Range(0, 101).Reverse().Select(rate => Rate(rate))]));

    [Fact]
    public void A_batch_without_a_bound_leaves_at_once() => Assert.IsType<ReleaseDecision.Leaves>(ReleasePolicy.Decide(
        BatchPlan.Of([Waiting(1, TimeSpan.Zero, 100_000)], 20), new FeeOutlook(Rate(19), History), Settings with { BatchAge = TimeSpan.Zero }));

    [Fact]
    public void A_batch_only_moves_along_its_protocol()
    {
        var legal = from start in Enum.GetValues<BatchState>()
                    from end in Enum.GetValues<BatchState>()
                    where BatchTransitions.Allows(start, end)
                    select $"{start}→{end}";

        Assert.Equal(
            [
                "Claimed→Recorded", "Claimed→Confirming", "Claimed→Abandoned",
                "Recorded→Claimed", "Recorded→Prepared", "Recorded→Confirming", "Recorded→Abandoned",
                "Prepared→Claimed", "Prepared→Broadcast", "Prepared→Confirming", "Prepared→Abandoned",
                "Broadcast→Claimed", "Broadcast→Confirming", "Broadcast→Abandoned",
                "Confirming→Broadcast", "Confirming→Final",
            ],
            legal);
    }

    private static ReleaseDecision Decide(int waiting, int minutes, decimal rate, FeeHistory? history, long amount = 100_000) => ReleasePolicy.Decide(
        BatchPlan.Of(Enumerable.Range(1, waiting).Select(number => Waiting(number, TimeSpan.FromMinutes(number == 1 ? minutes : 0), amount)), Settings.BatchMaximum),
        new FeeOutlook(Rate(rate), history),
        Settings);

    private static WaitingPayout Waiting(int number, TimeSpan age, long amount) => new(
        Guid.Empty, ScriptPubKey.FromHex("0014" + number.ToString("x40", CultureInfo.InvariantCulture)), Money.FromSatoshis(amount), age);

    private static FeeRate Rate(decimal satoshis) => FeeRate.FromSatoshisPerVByte(satoshis);
}
