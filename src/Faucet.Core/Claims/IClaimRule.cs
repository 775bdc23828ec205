namespace Faucet.Core.Claims;

/// <summary>One reason to refuse a claim.</summary>
public interface IClaimRule
{
    /// <summary>The refusal, or null when this rule has nothing against the claim.</summary>
    Refusal? Check(ClaimFacts facts);
}
