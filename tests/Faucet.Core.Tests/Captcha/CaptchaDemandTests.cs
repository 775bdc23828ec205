using Faucet.Core.Captcha;
using static Faucet.Core.Captcha.CaptchaProvider;

namespace Faucet.Core.Tests.Captcha;

public sealed class CaptchaDemandTests
{
    private static readonly ClientStanding Good = ClientStanding.Unknown;
    private static readonly ClientStanding Listed = new(IsListed: true);

    [Fact]
    public void Asks_for_our_own_check_alone_by_default() =>
        Assert.Equal(new CaptchaDemand(true), CaptchaDemand.For(new CaptchaPlan(Altcha), Good, 100, HostedState.Reachable));

    [Fact]
    public void Asks_for_a_hosted_check_alone_where_that_is_the_provider() =>
        Assert.Equal(new CaptchaDemand(false, Turnstile), CaptchaDemand.For(new CaptchaPlan(Turnstile), Good, 0, HostedState.Reachable));

    [Theory]
    [InlineData(SecondCheckFor.Listed, 100, true, 0, true)]
    [InlineData(SecondCheckFor.Listed, 0, false, 100, false)]
    [InlineData(SecondCheckFor.Risky, 100, true, 0, true)]
    [InlineData(SecondCheckFor.Risky, 50, false, 49, false)]
    [InlineData(SecondCheckFor.Risky, 49, false, 0, true)]
    [InlineData(SecondCheckFor.Risky, 100, false, 50, true)]
    [InlineData(SecondCheckFor.Always, 100, false, 0, true)]
    public void Asks_for_the_second_check_of_those_it_is_for(SecondCheckFor who, int reputation, bool isListed, int failurePercent, bool expected)
    {
        var plan = new CaptchaPlan(Altcha, HCaptcha, who);

        var demand = CaptchaDemand.For(plan, new ClientStanding(reputation, isListed), failurePercent, HostedState.Reachable);

        Assert.True(demand.Altcha);
        Assert.Equal(expected ? HCaptcha : null, demand.Hosted);
    }

    [Fact]
    public void An_unknown_audience_means_everybody() =>
        Assert.Equal(HCaptcha, CaptchaDemand.For(new CaptchaPlan(Altcha, HCaptcha, (SecondCheckFor)99), Good, 0, HostedState.Reachable).Hosted);

    [Theory]
    [InlineData(HostedState.Reachable)]
    [InlineData(HostedState.WasAway)]
    [InlineData(HostedState.Away)]
    public void Nothing_stands_in_for_a_hosted_check_unless_the_operator_allows_it(HostedState state) =>
        Assert.Equal(new CaptchaDemand(false, Turnstile), CaptchaDemand.For(new CaptchaPlan(Turnstile), Good, 0, state));

    [Fact]
    public void Four_times_the_work_stands_in_while_a_hosted_check_is_away_and_counts_shortly_after()
    {
        var plan = new CaptchaPlan(Turnstile, AllowsStandIn: true);

        Assert.Equal(new CaptchaDemand(true, LeastEffort: 2), CaptchaDemand.For(plan, Good, 0, HostedState.Away));
        Assert.Equal(new CaptchaDemand(false, Turnstile, StandInEffort: 2), CaptchaDemand.For(plan, Good, 0, HostedState.WasAway));
        Assert.Equal(new CaptchaDemand(false, Turnstile), CaptchaDemand.For(plan, Good, 0, HostedState.Reachable));
    }

    [Fact]
    public void A_bad_standing_raises_what_stands_in() =>
        Assert.Equal(4, CaptchaDemand.For(new CaptchaPlan(Turnstile, AllowsStandIn: true), new ClientStanding(0), 0, HostedState.Away).LeastEffort);

    [Fact]
    public void A_listed_client_has_to_have_done_more_of_our_own_check() =>
        Assert.Equal(1, CaptchaDemand.For(new CaptchaPlan(Altcha), Listed, 0, HostedState.Reachable).LeastEffort);
}
