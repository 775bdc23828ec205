using Faucet.Core.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Captcha.Hosted;

namespace Faucet.Engine.Captcha.Turnstile;

/// <summary>Cloudflare Turnstile. Its widget carries our visitor's hash, so a token serves nobody else.</summary>
public sealed class TurnstileVerifier(SiteVerify site, HostedOptions options, AltchaSetup setup, TimeProvider time) : ICaptchaVerifier
{
    private const int LongestToken = 2048;

    private static readonly TimeSpan TokenLife = TimeSpan.FromSeconds(300);

    public CaptchaProvider Provider => CaptchaProvider.Turnstile;

    public async Task<CaptchaResult> VerifyAsync(string? payload, CaptchaBinding binding, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(binding);
        if (HostedToken.FindFault(payload, LongestToken) is { } fault)
        {
            return fault;
        }

        // The key tells Turnstile that the second question is the first one again: it does not find the token spent by it.
        KeyValuePair<string, string>[] form =
        [
            new("secret", options.Secret), new("response", payload!), new("idempotency_key", Guid.NewGuid().ToString()),
        ];
        var answer = await site.AskAsync(form, cancellationToken);
        if (answer is SiteVerifyAnswer.TimedOut || (answer is SiteVerifyAnswer.Replied { Reply.Errors: var errors } && errors.Contains("internal-error")))
        {
            answer = await site.AskAsync(form, cancellationToken);
        }

        var expected = new HostedExpectation(
            Provider, options.ExpectedHost, TokenLife, binding.Action, setup.Secrets.HashVisitor(binding.Visitor));
        return HostedJudgement.Judge(answer, payload!, expected, time.GetUtcNow());
    }
}
