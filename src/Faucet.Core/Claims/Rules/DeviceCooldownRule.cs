using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Rules;

/// <summary>A browser claims once per cooldown, whatever the wallet and the connection.</summary>
public sealed class DeviceCooldownRule : IClaimRule
{
    public string Code => "device-cooldown";

    public Refusal? Check(ClaimFacts facts, Drip drip) => BucketClaims.RetryAt(facts, ClientScope.Device) is { } next
        ? new Refusal(Code, $"This browser has just had a drip. The next one is ready in {Waiting.InWords(next - facts.Now)}.", next)
        : null;
}
