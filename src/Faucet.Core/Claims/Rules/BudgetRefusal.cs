using Faucet.Core.Amounts;

namespace Faucet.Core.Claims.Rules;

/// <summary>What the rules on budgets share.</summary>
internal static class BudgetRefusal
{
    public static Refusal? For(string code, ClaimFacts facts, Drip drip, OutflowBudget budget, string window)
    {
        var limit = budget.LimitFor(facts.IsNewcomer, facts.Settings.ReservedPercent);
        if (drip.Amount > Money.Zero && budget.Fits(drip.Amount, limit))
        {
            return null;
        }

        var given = limit < budget.Total
            ? $"What new wallets may have of the {budget.Total} {window} is given away."
            : $"The {budget.Total} {window} are given away.";
        return budget.FitsAt(Money.Max(drip.Amount, Money.FromSatoshis(1)), limit) is { } at && at > facts.Now
            ? new Refusal(code, $"{given} Enough has flowed in again in {Waiting.InWords(at - facts.Now)}.", at)
            : new Refusal(code, $"{given} It is not known when there is more: come back tomorrow.");
    }
}
