namespace Faucet.Core.Claims.Factors;

/// <summary>A wallet that was opened a short while ago may get less: farms open many and use each for a few hours.</summary>
public sealed class NewcomerFactor : IDripFactorRule
{
    public string Code => "newcomer";

    public int PercentFor(ClaimFacts facts) => facts.IsNewcomer ? facts.Settings.NewcomerPercent : 100;

    public string Reason(int percent) => "Your wallet is new here";
}
