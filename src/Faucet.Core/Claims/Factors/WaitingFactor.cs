namespace Faucet.Core.Claims.Factors;

/// <summary>Waiting instead of the check costs a robot nothing but time, so that it may get less.</summary>
public sealed class WaitingFactor : IDripFactorRule
{
    public string Code => "waiting";

    public int PercentFor(ClaimFacts facts) => facts.Captcha.IsByWaiting ? facts.Settings.WaitingPercent : 100;

    public string Reason(int percent) => "You waited instead of the robot check";
}
