using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha;

/// <summary>
/// Judges what a captcha widget posted. It remembers nothing: that a solution counts once is decided where it is credited.
/// </summary>
public interface ICaptchaVerifier
{
    CaptchaProvider Provider { get; }

    /// <param name="payload">The form field as it came, hostile until proven otherwise; null when it was not posted.</param>
    /// <param name="binding">For what and for whom the solution has to be.</param>
    Task<CaptchaResult> VerifyAsync(string? payload, CaptchaBinding binding, CancellationToken cancellationToken);
}
