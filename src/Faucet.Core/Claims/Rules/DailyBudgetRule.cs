namespace Faucet.Core.Claims.Rules;

/// <summary>All claims of a UTC day stay within the budget.</summary>
public sealed class DailyBudgetRule : IClaimRule
{
    public const string Code = "daily-budget";

    public Refusal? Check(ClaimFacts facts)
    {
        var drip = ClaimPolicy.DripFor(facts);
        if (drip.Amount.Satoshis > 0 && facts.GivenToday + drip.Amount <= facts.Settings.DailyBudget)
        {
            return null;
        }

        var midnight = new DateTimeOffset(facts.Now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        return new Refusal(
            Code,
            $"Today's {facts.Settings.DailyBudget} are given away. The faucet opens again in {Waiting.InWords(midnight - facts.Now)}.",
            midnight);
    }
}
