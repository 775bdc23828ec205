namespace Faucet.Core.Claims.Rules;

/// <summary>A client address claims once per cooldown, whatever the wallet.</summary>
public sealed class ClientCooldownRule : IClaimRule
{
    public const string Code = "client-cooldown";

    public Refusal? Check(ClaimFacts facts) => facts.ClientNextClaimAt is { } next && next > facts.Now
        ? new Refusal(Code, $"Somebody on your internet connection has just had a drip. The next one is ready in {Waiting.InWords(next - facts.Now)}.", next)
        : null;
}
