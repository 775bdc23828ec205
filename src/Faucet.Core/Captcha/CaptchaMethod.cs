namespace Faucet.Core.Captcha;

/// <summary>By what a claim's captcha was passed.</summary>
public enum CaptchaMethod
{
    Altcha,
    Hosted,
    Both,

    /// <summary>By waiting, because the browser could do no check.</summary>
    Waiting,
}
