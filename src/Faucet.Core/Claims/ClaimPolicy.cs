using Faucet.Core.Claims.Factors;
using Faucet.Core.Claims.Rules;

namespace Faucet.Core.Claims;

/// <summary>What a claim gets: the first refusal of the ordered rules, or the drip.</summary>
public static class ClaimPolicy
{
    /// <summary>In this order; the first refusal is the one the visitor reads.</summary>
    public static IReadOnlyList<IClaimRule> Rules { get; } =
    [
        new ClosedRule(),
        new DryRule(),
        new CaptchaFailuresRule(),
        new WalletCooldownRule(),
        new DeviceCooldownRule(),
        new ClientCooldownRule(),
        new NetworkClaimsRule(),
        new SiteClaimsRule(),
        new NewWalletsRule(),
        new HourlyBudgetRule(),
        new DailyBudgetRule(),
    ];

    /// <summary>In this order, each rounded down to a whole satoshi.</summary>
    public static IReadOnlyList<IDripFactorRule> Factors { get; } =
    [
        new PrizeFactor(),
        new BudgetFactor(),
        new ReputationFactor(),
        new NewcomerFactor(),
        new NetworkFactor(),
        new WaitingFactor(),
    ];

    /// <summary>Decides. Rules on trial (<see cref="Settings.FaucetSettings.RulesOnTrial"/>) are asked like all others, but refuse nothing.</summary>
    public static ClaimDecision Decide(ClaimFacts facts)
    {
        var drip = DripFor(facts);
        List<string>? onTrial = null;
        foreach (var rule in Rules)
        {
            if (rule.Check(facts, drip) is not { } refusal)
            {
                continue;
            }

            if (!facts.Settings.RulesOnTrial.Contains(rule.Code))
            {
                return new ClaimDecision.Refused(refusal);
            }

            (onTrial ??= []).Add(rule.Code);
        }

        return new ClaimDecision.Granted(drip, onTrial ?? (IReadOnlyList<string>)[]);
    }

    /// <summary>The drip; only factors that change it are named.</summary>
    public static Drip DripFor(ClaimFacts facts)
    {
        var factors = new List<DripFactor>();
        foreach (var factor in Factors)
        {
            var percent = factor.PercentFor(facts);
            if (percent != 100)
            {
                factors.Add(new DripFactor(factor.Code, percent));
            }
        }

        return new Drip(facts.Settings.BaseDrip, factors);
    }

    /// <summary>Why a factor changed a drip, as a visitor reads it; the code itself for one that an older release knew.</summary>
    public static string ReasonOf(DripFactor factor) => Factors.FirstOrDefault(rule => rule.Code == factor.Code)?.Reason(factor.Percent) ?? factor.Code;
}
