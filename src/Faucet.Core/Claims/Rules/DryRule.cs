using Faucet.Core.Amounts;

namespace Faucet.Core.Claims.Rules;

/// <summary>What is given away is there: nobody gets a claim on coins that are owed to another.</summary>
public sealed class DryRule : IClaimRule
{
    public const string RuleCode = "dry";

    public string Code => RuleCode;

    public bool CanBeTried => false;

    public Refusal? Check(ClaimFacts facts, Drip drip) => drip.Amount + facts.Settings.Reserve <= facts.Available
        ? null
        : new Refusal(
            Code,
            facts.Available == Money.Zero
                ? "The faucet is dry: it holds nothing that is not owed to somebody already. It goes on by itself as soon as it is refilled."
                : $"The faucet is dry: the {facts.Available} that nobody is owed are kept for network fees. It goes on by itself as soon as it is refilled.");
}
