using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha;

/// <summary>What a verifier makes of a captcha payload.</summary>
public abstract record CaptchaResult
{
    private CaptchaResult() { }

    /// <summary>
    /// Solved, for this visitor and action. It may have been used before: consume the nonce in the transaction that credits.
    /// </summary>
    /// <param name="Nonce">The same for every payload that solves the same challenge.</param>
    /// <param name="Method">What it was passed by: a drip may depend on it.</param>
    public sealed record Passed(CaptchaNonce Nonce, CaptchaMethod Method) : CaptchaResult;

    /// <param name="Code">Stable, kebab-case, for programs and support.</param>
    /// <param name="Message">What happened and what to do, for the visitor.</param>
    public sealed record Failed(string Code, string Message) : CaptchaResult
    {
        /// <summary>Looks like an attempt to get past the check: it fills the client's bucket of failures.</summary>
        public bool Counts { get; init; }

        /// <summary>
        /// What was posted is spent, as its provider says: a claim with this nonce, if there is one, is what it was spent on.
        /// </summary>
        public CaptchaNonce? SpentNonce { get; init; }
    }
}
