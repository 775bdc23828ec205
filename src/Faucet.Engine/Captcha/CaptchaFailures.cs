using static Faucet.Engine.Captcha.CaptchaResult;

namespace Faucet.Engine.Captcha;

/// <summary>Every way to fail a captcha, worded in one place. Codes are stable.</summary>
internal static class CaptchaFailures
{
    public static readonly Failed Missing = new(
        "captcha-missing", "The check has not finished. Wait until it says that it is done, then press Claim.");

    public static readonly Failed Malformed = new(
        "captcha-malformed", "The answer to the check could not be read. Reload the page and try again.");

    /// <summary>Not made here, changed on the way, or not solved. Which one helps only those who try.</summary>
    public static readonly Failed Wrong = new(
        "captcha-wrong", "The check did not succeed. Reload the page to run it again; then press Claim.");

    public static readonly Failed Expired = new(
        "captcha-expired", "The check has expired. It runs again by itself; then press Claim.");

    /// <summary>Ours, but of another difficulty, or of a clock that was ahead of this one.</summary>
    public static readonly Failed Outdated = new(
        "captcha-outdated", "The faucet's settings changed while the check ran. Reload the page to run it again; then press Claim.");

    public static readonly Failed OtherVisitor = new(
        "captcha-other-visitor",
        "The check was done in another browser, or its cookie was deleted since. Allow cookies for this site, reload and try again.");

    public static readonly Failed OtherAction = new(
        "captcha-other-action", "The check was done for another form. Reload the page and try again.");
}
