namespace Faucet.Engine.Captcha;

/// <summary>What a verifier makes of a captcha payload.</summary>
public abstract record CaptchaResult
{
    private CaptchaResult() { }

    /// <summary>
    /// Solved, for this visitor and action. It may have been used before: consume the nonce in the transaction that credits.
    /// </summary>
    /// <param name="Nonce">The same for every payload that solves the same challenge.</param>
    public sealed record Passed(CaptchaNonce Nonce) : CaptchaResult;

    /// <param name="Code">Stable, kebab-case, for programs and support.</param>
    /// <param name="Message">What happened and what to do, for the visitor.</param>
    public sealed record Failed(string Code, string Message) : CaptchaResult;
}
