using Faucet.Core.Captcha;

namespace Faucet.Core.Tests.Captcha;

public sealed class DifficultyTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(19.99, 0)]
    [InlineData(20, 1)]
    [InlineData(79.99, 1)]
    [InlineData(80, 2)]
    [InlineData(319.99, 2)]
    [InlineData(320, 3)]
    [InlineData(1e12, 3)]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 3)]
    public void Rises_with_the_load(double perSecond, int expected) =>
        Assert.Equal(expected, Difficulty.EffortFor(perSecond, 0, ClientStanding.Unknown));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(24, 0)]
    [InlineData(25, 1)]
    [InlineData(49, 1)]
    [InlineData(50, 2)]
    [InlineData(75, 3)]
    [InlineData(99, 3)]
    [InlineData(100, 4)]
    [InlineData(int.MaxValue, 4)]
    [InlineData(int.MinValue, 0)]
    public void Rises_with_the_clients_failures(int failurePercent, int expected) =>
        Assert.Equal(expected, Difficulty.EffortFor(0, failurePercent, ClientStanding.Unknown));

    [Theory]
    [InlineData(100, false, 0)]
    [InlineData(76, false, 0)]
    [InlineData(75, false, 1)]
    [InlineData(50, false, 2)]
    [InlineData(25, false, 3)]
    [InlineData(0, false, 4)]
    [InlineData(100, true, 1)]
    [InlineData(75, true, 2)]
    [InlineData(0, true, 4)]
    [InlineData(int.MinValue, true, 4)]
    [InlineData(int.MaxValue, false, 0)]
    public void Rises_as_the_standing_falls_and_that_much_is_always_asked_for(int reputation, bool isListed, int expected)
    {
        var standing = new ClientStanding(reputation, isListed);

        Assert.Equal(expected, Difficulty.LeastEffortFor(standing));
        Assert.Equal(expected, Difficulty.EffortFor(0, 0, standing));
    }

    [Fact]
    public void Adds_up_and_stops_at_sixteen_times_the_usual_work()
    {
        Assert.Equal(3, Difficulty.EffortFor(20, 25, new ClientStanding(75)));
        Assert.Equal(4, Difficulty.EffortFor(320, 100, new ClientStanding(0, true)));
        Assert.Equal(16, 1 << Difficulty.HighestEffort);
    }
}
