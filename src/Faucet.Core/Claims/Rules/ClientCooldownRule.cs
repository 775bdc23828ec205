using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Rules;

/// <summary>A line or machine claims once per cooldown, whatever the wallet.</summary>
public sealed class ClientCooldownRule : IClaimRule
{
    public string Code => "client-cooldown";

    public Refusal? Check(ClaimFacts facts, Drip drip) => BucketClaims.RetryAt(facts, ClientScope.Host) is { } next
        ? new Refusal(Code, $"Somebody on your internet connection has just had a drip. The next one is ready in {Waiting.InWords(next - facts.Now)}.", next)
        : null;
}
