using Faucet.Core.Captcha;

namespace Faucet.Core.Tests.Captcha;

public sealed class FailureLimitTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 14, 15, 9, 26, TimeSpan.Zero);

    [Fact]
    public void Blocks_at_the_twentieth_failure_and_not_before()
    {
        Assert.Null(FailureLimit.BlockedUntil(After(19), Now));
        Assert.Equal(95, FailureLimit.PercentOf(After(19), Now));

        Assert.Equal(Now.AddSeconds(30), FailureLimit.BlockedUntil(After(20), Now));
        Assert.Equal(100, FailureLimit.PercentOf(After(20), Now));
    }

    [Fact]
    public void Opens_exactly_when_it_said()
    {
        var until = FailureLimit.BlockedUntil(After(20), Now)!.Value;

        Assert.NotNull(FailureLimit.BlockedUntil(After(20), until.AddTicks(-1)));
        Assert.Null(FailureLimit.BlockedUntil(After(20), until));
    }

    [Fact]
    public void Forgives_one_failure_each_half_minute_and_all_in_ten_minutes()
    {
        Assert.Equal(50, FailureLimit.PercentOf(After(20), Now.AddMinutes(5)));
        Assert.Equal(0, FailureLimit.PercentOf(After(20), Now.AddMinutes(10)));
        Assert.Equal(0, FailureLimit.PercentOf(default, Now));
    }

    [Fact]
    public void Whoever_goes_on_failing_is_blocked_for_half_a_minute_and_not_for_ever() =>
        Assert.Equal(Now.AddSeconds(30), FailureLimit.BlockedUntil(After(100_000), Now));

    [Fact]
    public void A_clock_that_is_set_back_blocks_nobody_for_longer()
    {
        var before = Now.AddDays(-400);

        Assert.Equal(before.AddSeconds(30), FailureLimit.BlockedUntil(After(1), before));
        Assert.Equal(before.AddMinutes(10), FailureLimit.Add(After(1), before));
    }

    private static DateTimeOffset After(int failures) =>
        Enumerable.Range(0, failures).Aggregate(default(DateTimeOffset), (emptyAt, _) => FailureLimit.Add(emptyAt, Now));
}
