using static Faucet.Engine.Captcha.CaptchaResult;

namespace Faucet.Engine.Captcha;

/// <summary>Every way to fail a captcha, worded in one place. Codes are stable.</summary>
public static class CaptchaFailures
{
    /// <summary>The one failure that is nobody's fault who claims: a page answers it as a 503.</summary>
    public const string UnavailableCode = "captcha-unavailable";

    public const int UnavailableSeconds = 30;

    internal static readonly Failed Missing = new(
        "captcha-missing", "The check has not finished. Wait until it says that it is done, then press Claim.");

    internal static readonly Failed Malformed = new(
        "captcha-malformed", "The answer to the check could not be read. Reload the page and try again.")
    { Counts = true };

    /// <summary>Not made here, changed on the way, or not solved. Which one helps only those who try.</summary>
    internal static readonly Failed Wrong = new(
        "captcha-wrong", "The check did not succeed. It runs again by itself; then press Claim.")
    { Counts = true };

    internal static readonly Failed Expired = new(
        "captcha-expired", "The check has expired. It runs again by itself; then press Claim.");

    /// <summary>Ours, but of another difficulty, or of a clock that was ahead of this one.</summary>
    internal static readonly Failed Outdated = new(
        "captcha-outdated", "The faucet's settings changed while the check ran. It runs again by itself; then press Claim.");

    /// <summary>Ours, but made for a client of better standing than this one.</summary>
    internal static readonly Failed TooEasy = new(
        "captcha-too-easy", "Your connection changed while the check ran, and needs a longer one. It runs by itself; then press Claim.");

    internal static readonly Failed OtherVisitor = new(
        "captcha-other-visitor",
        "The check was done in another browser, or its cookie was deleted since. Allow cookies for this site and try again.")
    { Counts = true };

    internal static readonly Failed OtherAction = new(
        "captcha-other-action", "The check was done for another form. Reload the page and try again.")
    { Counts = true };

    /// <summary>Spent on the claim of another wallet.</summary>
    internal static readonly Failed Used = new(
        "captcha-used", "This check was already used. It runs again by itself; then press Claim.")
    { Counts = true };

    /// <summary>The provider of a hosted check gave no answer that can be used. Nothing is credited on a guess.</summary>
    internal static readonly Failed Unavailable = new(
        UnavailableCode, "The check can't be verified just now. Nothing is lost: please try again in half a minute.");

    internal static readonly Failed TicketWrong = new(
        "captcha-ticket-wrong",
        "This waiting ticket was issued to another browser or another internet connection. Please ask for a new one.")
    { Counts = true };

    internal static readonly Failed TicketExpired = new(
        "captcha-ticket-expired", "Your waiting ticket has expired. Please ask for a new one.");

    internal static Failed TicketEarly(TimeSpan wait) => new(
        "captcha-ticket-early", $"Your waiting time is not over. Please come back in {Core.Claims.Waiting.InWords(wait)}.");
}
