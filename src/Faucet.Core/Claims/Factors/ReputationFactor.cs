using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Factors;

/// <summary>The more of its limits a part of the internet has used up, the less each of its claims gets.</summary>
/// <remarks>From 100 % down to the setting's lowest, in steps of a tenth of the limit that is used most.</remarks>
public sealed class ReputationFactor : IDripFactorRule
{
    public string Code => "reputation";

    public int PercentFor(ClaimFacts facts)
    {
        var lowest = facts.Settings.LowestReputationPercent;
        return lowest + ((100 - lowest) * Reputation(facts) / 100);
    }

    public string Reason(int percent) => "Many claims came from your part of the internet lately";

    /// <summary>100 for a client whose neighbourhood has hardly claimed, 0 for one that has used a limit up; whole tens.</summary>
    public static int Reputation(ClaimFacts facts)
    {
        var used = facts.Captcha.FailurePercent;
        foreach (var bucket in facts.Buckets)
        {
            if (bucket.Scope is not (ClientScope.Network or ClientScope.Site))
            {
                continue;
            }

            var claims = ClientLimits.Claims(bucket.Scope, facts.Settings);
            used = Math.Max(used, claims.PercentUsed(facts.Bounded(bucket.ClaimArrival, claims.Horizon), facts.Now));
            if (ClientLimits.NewWallets(bucket.Scope, facts.Settings) is { } wallets)
            {
                used = Math.Max(used, wallets.PercentUsed(facts.Bounded(bucket.WalletArrival, wallets.Horizon), facts.Now));
            }
        }

        return 100 - (Math.Clamp(used, 0, 100) / 10 * 10);
    }
}
