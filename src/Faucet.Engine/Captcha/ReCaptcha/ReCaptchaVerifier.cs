using Faucet.Core.Captcha;
using Faucet.Engine.Captcha.Hosted;

namespace Faucet.Engine.Captcha.ReCaptcha;

/// <summary>Google reCAPTCHA, version 2 (a box to tick) or 3 (a score). Its tokens carry no visitor.</summary>
public sealed class ReCaptchaVerifier(SiteVerify site, HostedOptions options, TimeProvider time) : ICaptchaVerifier
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(120);

    public CaptchaProvider Provider => CaptchaProvider.ReCaptcha;

    public async Task<CaptchaResult> VerifyAsync(string? payload, CaptchaBinding binding, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(binding);
        if (HostedToken.FindFault(payload, HostedToken.MaximumLength) is { } fault)
        {
            return fault;
        }

        var answer = await site.AskAsync([new("secret", options.Secret), new("response", payload!)], cancellationToken);
        var expected = new HostedExpectation(Provider, options.ExpectedHost, TokenLife, options.IsVersion3 ? binding.Action : null);
        var judged = HostedJudgement.Judge(answer, payload!, expected, time.GetUtcNow());
        return judged is CaptchaResult.Passed && options.IsVersion3 && !IsScoreEnough(answer) ? CaptchaFailures.Wrong : judged;
    }

    private bool IsScoreEnough(SiteVerifyAnswer answer) =>
        answer is SiteVerifyAnswer.Replied { Reply.Score: { } score } && score * 100 >= options.MinimumScorePercent;
}
