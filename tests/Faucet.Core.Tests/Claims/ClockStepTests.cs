using Faucet.Core.Claims;

namespace Faucet.Core.Tests.Claims;

public sealed class ClockStepTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, false)]
    [InlineData(499, false)]
    [InlineData(500, true)]
    [InlineData(-499, false)]
    [InlineData(-500, true)]
    public void A_clock_was_set_when_it_is_half_a_second_off(int millisecondsOff, bool isStep)
    {
        var elapsed = TimeSpan.FromHours(3);

        var step = ClockStep.Between(Noon, elapsed, Noon + elapsed + TimeSpan.FromMilliseconds(millisecondsOff));

        Assert.Equal(isStep ? new ClockStep(Noon + elapsed, TimeSpan.FromMilliseconds(millisecondsOff)) : null, step);
    }

    [Theory]
    [InlineData(400 * 24)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(-400 * 24)]
    public void What_is_left_of_a_wait_stays(int hours)
    {
        var step = new ClockStep(Noon, TimeSpan.FromHours(hours));
        var end = Noon.AddMinutes(50);

        Assert.Equal(TimeSpan.FromMinutes(50), step.Moved(end) - step.Now);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_wait_that_was_over_stays_over(int hours)
    {
        var step = new ClockStep(Noon, TimeSpan.FromHours(hours));

        Assert.True(step.Moved(Noon) <= step.Now);
        Assert.True(step.Moved(Noon.AddMinutes(-30)) <= step.Now);
        Assert.Equal(DateTimeOffset.UnixEpoch, step.Moved(DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void There_and_back_again_leaves_a_wait_where_it_was()
    {
        var end = Noon.AddMinutes(50);
        var there = new ClockStep(Noon, TimeSpan.FromDays(400));
        var back = new ClockStep(there.Now.AddMinutes(1), TimeSpan.FromDays(-400));

        Assert.Equal(end, back.Moved(there.Moved(end)));
    }
}
