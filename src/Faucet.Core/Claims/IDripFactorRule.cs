namespace Faucet.Core.Claims;

/// <summary>One reason to make a drip larger or smaller.</summary>
public interface IDripFactorRule
{
    /// <summary>Stable, kebab-case; stored with the claim.</summary>
    string Code { get; }

    /// <summary>Hundredths of the drip; 100 leaves it as it is.</summary>
    int PercentFor(ClaimFacts facts);

    /// <summary>Why, as a visitor reads it.</summary>
    string Reason(int percent);
}
