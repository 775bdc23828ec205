namespace Faucet.Core.Captcha;

/// <summary>Who makes the check: this faucet itself (Altcha), or a company's service.</summary>
public enum CaptchaProvider
{
    Altcha,
    Turnstile,
    HCaptcha,
    ReCaptcha,
}
