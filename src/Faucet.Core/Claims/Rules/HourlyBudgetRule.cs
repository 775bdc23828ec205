namespace Faucet.Core.Claims.Rules;

/// <summary>What is given away within an hour stays within its budget, however many come at once.</summary>
public sealed class HourlyBudgetRule : IClaimRule
{
    public string Code => "hourly-budget";

    public Refusal? Check(ClaimFacts facts, Drip drip) => BudgetRefusal.For(Code, facts, drip, facts.Hour, "for one hour");
}
