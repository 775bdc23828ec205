namespace Faucet.Core.Claims.Rules;

/// <summary>The switch for the whole faucet.</summary>
public sealed class ClosedRule : IClaimRule
{
    public string Code => "closed";

    public Refusal? Check(ClaimFacts facts, Drip drip) => facts.Settings.ClosedMessage is { } message ? new Refusal(Code, message) : null;
}
