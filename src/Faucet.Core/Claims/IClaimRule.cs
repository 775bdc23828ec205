namespace Faucet.Core.Claims;

/// <summary>One reason to refuse a claim.</summary>
public interface IClaimRule
{
    /// <summary>Stable, kebab-case: the code of its refusals, and its name in settings.</summary>
    string Code { get; }

    /// <summary>False where a promise hangs on it: it can't be put on trial.</summary>
    bool CanBeTried => true;

    /// <summary>The refusal, or null when this rule has nothing against the claim.</summary>
    /// <param name="drip">What the claim would get.</param>
    Refusal? Check(ClaimFacts facts, Drip drip);
}
