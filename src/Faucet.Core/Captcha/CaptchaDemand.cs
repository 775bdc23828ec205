namespace Faucet.Core.Captcha;

/// <summary>What one client has to pass now.</summary>
/// <param name="Hosted">The hosted check, or null for none.</param>
/// <param name="LeastEffort">The least effort of our own check that counts.</param>
/// <param name="StandInEffort">Our own check counts in place of the hosted one if it was of this effort; null: nothing does.</param>
public sealed record CaptchaDemand(bool Altcha, CaptchaProvider? Hosted = null, int LeastEffort = 0, int? StandInEffort = null)
{
    /// <summary>What stands in is four times the usual work.</summary>
    public const int EffortOfStandIn = 2;

    private const int RiskyReputationPercent = 50;
    private const int RiskyFailurePercent = 50;

    public static CaptchaDemand For(CaptchaPlan plan, ClientStanding standing, int failurePercent, HostedState hosted)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(standing);
        var least = Difficulty.LeastEffortFor(standing);
        CaptchaProvider? wanted = plan.Provider is CaptchaProvider.Altcha
            ? IsSecondWanted(plan, standing, failurePercent) ? plan.Second : null
            : plan.Provider;
        var standIn = Math.Max(least, EffortOfStandIn);
        return (wanted, hosted, plan.AllowsStandIn) switch
        {
            (null, _, _) => new CaptchaDemand(true, LeastEffort: least),
            (_, HostedState.Away, true) => new CaptchaDemand(true, LeastEffort: standIn),
            (_, HostedState.WasAway, true) => new CaptchaDemand(plan.Provider is CaptchaProvider.Altcha, wanted, least, standIn),
            _ => new CaptchaDemand(plan.Provider is CaptchaProvider.Altcha, wanted, least),
        };
    }

    private static bool IsSecondWanted(CaptchaPlan plan, ClientStanding standing, int failurePercent) => plan.SecondFor switch
    {
        SecondCheckFor.Listed => standing.IsListed,
        SecondCheckFor.Risky => standing.IsListed || standing.ReputationPercent < RiskyReputationPercent || failurePercent >= RiskyFailurePercent,
        _ => true,
    };
}
