namespace Faucet.Core.Captcha;

/// <summary>Which checks an operator wants.</summary>
/// <param name="Provider">The first check, which everybody passes.</param>
/// <param name="Second">A hosted check after it, where the first is our own.</param>
/// <param name="AllowsStandIn">Our own check may stand in for a hosted one that can't be reached.</param>
public sealed record CaptchaPlan(
    CaptchaProvider Provider, CaptchaProvider? Second = null, SecondCheckFor SecondFor = SecondCheckFor.Listed, bool AllowsStandIn = false);
