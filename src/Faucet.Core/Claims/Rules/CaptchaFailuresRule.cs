namespace Faucet.Core.Claims.Rules;

/// <summary>A host that keeps posting wrong captchas waits.</summary>
public sealed class CaptchaFailuresRule : IClaimRule
{
    public string Code => "captcha-failures";

    public Refusal? Check(ClaimFacts facts, Drip drip) => facts.Captcha.BlockedUntil is { } until && until > facts.Now
        ? new Refusal(Code, $"Too many robot checks from your internet connection went wrong. The next try is possible in {Waiting.InWords(until - facts.Now)}.", until)
        : null;
}
