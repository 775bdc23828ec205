namespace Faucet.Core.Claims.Factors;

/// <summary>The drip shrinks with the budget, in steps of a tenth of it, so that late visitors get something too.</summary>
/// <remarks>
/// Of the part that the visitor may have: then a drip that does not fit now fits before the next step makes it larger, and the time at which a
/// refusal says to come back is true.
/// </remarks>
public sealed class BudgetFactor : IDripFactorRule
{
    public string Code => "budget";

    public int PercentFor(ClaimFacts facts) => Math.Max(Math.Min(TenthsLeft(facts, facts.Hour), TenthsLeft(facts, facts.Day)) * 10, 10);

    public string Reason(int percent) => $"The faucet's budget is {percent} % full";

    private static int TenthsLeft(ClaimFacts facts, OutflowBudget budget) =>
        budget.TenthsLeft(budget.LimitFor(facts.IsNewcomer, facts.Settings.ReservedPercent));
}
