using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class AltchaEffortTests
{
    private static readonly AltchaWorld World = new();

    [Theory]
    [InlineData(0, 2_000)]
    [InlineData(1, 4_000)]
    [InlineData(2, 8_000)]
    [InlineData(3, 16_000)]
    [InlineData(4, 16_000)]
    public void By_default_the_work_doubles_up_to_what_a_cheap_phone_does_in_twenty_seconds(int effort, int expected) =>
        Assert.Equal(expected, new AltchaOptions().HighestCounterAt(effort));

    [Theory]
    [InlineData(1_000, 2_000, 4, 32_000)]
    [InlineData(20_000, 2_500, 4, 2_500)]
    [InlineData(100, 10, 4, 160)]
    public void The_work_is_raised_sixteen_times_where_it_can_be_and_never_lowered(int cost, int maxCounter, int effort, int expected) =>
        Assert.Equal(expected, new AltchaOptions { Cost = cost, MaxCounter = maxCounter }.HighestCounterAt(effort));

    [Fact]
    public void Efforts_draw_from_ranges_of_their_own()
    {
        // Cheap draws 5 to 25; twice that ends at 50. That none of 200 draws is above 25 has a chance of about (21/46)^200.
        var counters = Enumerable.Range(0, 200)
            .Select(_ => AltchaWorld.Solve(World.Challenges.Compose(AltchaWorld.Alice, AltchaWorld.Start, effort: 1).Parameters).Counter).ToList();

        Assert.Contains(counters, counter => counter > 25);
        Assert.All(counters, counter => Assert.InRange(counter, 5, 50));
    }

    [Theory]
    [InlineData(0, 25, "passed")]
    [InlineData(0, 26, "captcha-wrong")]
    [InlineData(1, 50, "passed")]
    [InlineData(1, 51, "captcha-wrong")]
    [InlineData(4, 400, "passed")]
    [InlineData(4, 401, "captcha-wrong")]
    public async Task The_signed_effort_says_how_far_the_counter_may_go(int effort, long counter, string expected)
    {
        var challenge = World.Challenges.Compose(AltchaWorld.Alice, AltchaWorld.Start, effort);
        var solution = AltchaWorld.Solve(challenge.Parameters) with { Counter = counter };

        Assert.Equal(expected, await World.JudgeAsync(new AltchaPayload(challenge, solution), AltchaWorld.Alice));
    }

    [Fact]
    public async Task The_effort_is_signed()
    {
        var (challenge, solution) = World.SolveNew(AltchaWorld.Alice);
        var raised = challenge with { Parameters = challenge.Parameters with { Data = challenge.Parameters.Data with { Effort = 1 } } };

        Assert.Equal("captcha-wrong", await World.JudgeAsync(new AltchaPayload(raised, solution), AltchaWorld.Alice));
    }

    [Theory]
    [InlineData(1, 2, "captcha-too-easy")]
    [InlineData(2, 2, "passed")]
    [InlineData(3, 2, "passed")]
    public void Does_not_take_less_effort_than_the_client_needs(int made, int least, string expected)
    {
        var challenge = World.Challenges.Compose(AltchaWorld.Alice, AltchaWorld.Start, made);
        var payload = new AltchaPayload(challenge, AltchaWorld.Solve(challenge.Parameters)).Write();

        var result = World.Verifier.Verify(payload, AltchaWorld.Alice, least);

        Assert.Equal(expected, result is CaptchaResult.Failed failed ? failed.Code : "passed");
    }

    [Fact]
    public void Five_efforts_are_all_there_are() => Assert.Equal(4, Difficulty.HighestEffort);
}
