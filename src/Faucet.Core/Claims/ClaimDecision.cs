namespace Faucet.Core.Claims;

/// <summary>What a claim gets.</summary>
public abstract record ClaimDecision
{
    private ClaimDecision() { }

    public sealed record Refused(Refusal Refusal) : ClaimDecision;

    /// <param name="OnTrial">Codes of rules that are only being tried and would have refused.</param>
    public sealed record Granted(Drip Drip, IReadOnlyList<string> OnTrial) : ClaimDecision;
}
