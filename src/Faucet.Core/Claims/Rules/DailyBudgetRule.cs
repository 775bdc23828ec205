namespace Faucet.Core.Claims.Rules;

/// <summary>What is given away within a day stays within its budget.</summary>
public sealed class DailyBudgetRule : IClaimRule
{
    public string Code => "daily-budget";

    public Refusal? Check(ClaimFacts facts, Drip drip) => BudgetRefusal.For(Code, facts, drip, facts.Day, "for one day");
}
