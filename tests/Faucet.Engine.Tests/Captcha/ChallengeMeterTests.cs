using Faucet.Engine.Captcha;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class ChallengeMeterTests
{
    private readonly FakeTimeProvider time = new(AltchaWorld.Start);

    [Fact]
    public void Is_the_mean_of_the_last_minute()
    {
        var meter = new ChallengeMeter(time);
        for (var second = 0; second < 300; second++)
        {
            for (var i = 0; i < 20; i++)
            {
                meter.Count();
            }

            time.Advance(TimeSpan.FromSeconds(1));
        }

        // The second that has just begun has none yet.
        Assert.Equal(20.0 * 59 / 60, meter.PerSecond(), precision: 6);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(20.0 * 29 / 60, meter.PerSecond(), precision: 6);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, meter.PerSecond());
    }

    [Fact]
    public void Does_not_count_what_a_clock_that_was_ahead_counted()
    {
        var ahead = new FakeTimeProvider(AltchaWorld.Start.AddDays(1)) { AutoAdvanceAmount = TimeSpan.Zero };
        var meter = new ChallengeMeter(ahead);
        meter.Count();
        ahead.AdjustTime(AltchaWorld.Start);

        Assert.Equal(0, meter.PerSecond());
    }
}
