using Faucet.Core.Captcha;
using Faucet.Engine.Captcha.Hosted;

namespace Faucet.Engine.Captcha.HCaptcha;

/// <summary>hCaptcha. Its tokens carry neither action nor visitor: a solved one can be sold until it expires.</summary>
public sealed class HCaptchaVerifier(SiteVerify site, HostedOptions options, TimeProvider time) : ICaptchaVerifier
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(120);

    public CaptchaProvider Provider => CaptchaProvider.HCaptcha;

    public async Task<CaptchaResult> VerifyAsync(string? payload, CaptchaBinding binding, CancellationToken cancellationToken)
    {
        if (HostedToken.FindFault(payload, HostedToken.MaximumLength) is { } fault)
        {
            return fault;
        }

        // With the site key it refuses tokens of other sites of the same account.
        var answer = await site.AskAsync(
            [new("secret", options.Secret), new("response", payload!), new("sitekey", options.SiteKey)], cancellationToken);
        return HostedJudgement.Judge(answer, payload!, new HostedExpectation(Provider, options.ExpectedHost, TokenLife), time.GetUtcNow());
    }
}
