using Faucet.Core.Claims.Rules;

namespace Faucet.Core.Claims;

/// <summary>What a claim gets: the first refusal of the ordered rules, or the drip.</summary>
public static class ClaimPolicy
{
    /// <summary>In this order; the first refusal is the one the visitor reads.</summary>
    public static IReadOnlyList<IClaimRule> Rules { get; } =
    [
        new WalletCooldownRule(),
        new ClientCooldownRule(),
        new DailyBudgetRule(),
    ];

    public static Refusal? FirstRefusal(ClaimFacts facts) => Rules.Select(rule => rule.Check(facts)).FirstOrDefault(refusal => refusal is not null);

    /// <summary>The drip shrinks with the day's budget, in steps of a tenth of it, so that late visitors get something too.</summary>
    public static Drip DripFor(ClaimFacts facts)
    {
        var budget = facts.Settings.DailyBudget.Satoshis;
        var left = Math.Max(budget - facts.GivenToday.Satoshis, 0);
        var tenths = budget == 0 ? 0 : (int)((left * 10 + budget - 1) / budget);
        return new Drip(
            facts.Settings.BaseDrip,
            [new DripFactor("budget", tenths == 10 ? "Plenty is left of today's budget" : $"Today's budget is {tenths * 10} % full", Math.Max(tenths * 10, 10))]);
    }
}
