using Faucet.Core.Captcha;
using Faucet.Engine.Captcha.Hosted;

namespace Faucet.Engine.Captcha;

/// <summary>Knows what a client has to pass now, and how much work that is.</summary>
public sealed class CaptchaDemands(
    CaptchaOptions options, CaptchaFailureLog failures, ChallengeMeter meter, HostedBreaker breaker, TimeProvider time)
{
    /// <param name="client">The key of the client's bucket.</param>
    public CaptchaDemand For(ReadOnlySpan<byte> client, ClientStanding standing)
    {
        var now = time.GetUtcNow();
        return CaptchaDemand.For(options.Plan, standing, failures.PercentOfLimit(client, now), breaker.StateAt(now));
    }

    /// <summary>The effort of a challenge that is handed out now; it is counted as one.</summary>
    public int EffortOfNext(ReadOnlySpan<byte> client, ClientStanding standing)
    {
        meter.Count();
        var effort = Difficulty.EffortFor(meter.PerSecond(), failures.PercentOfLimit(client, time.GetUtcNow()), standing);
        return Math.Max(effort, For(client, standing).LeastEffort);
    }
}
