namespace Faucet.Core.Claims.Factors;

/// <summary>The weighted table: most drips are ordinary, some are larger.</summary>
public sealed class PrizeFactor : IDripFactorRule
{
    public string Code => "prize";

    public int PercentFor(ClaimFacts facts) => facts.Settings.Prizes.PercentFor(facts.Draw);

    public string Reason(int percent) => percent > 100 ? "A lucky draw" : "The draw of this claim";
}
