using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Rules;

/// <summary>A neighbourhood (IPv4 /24, IPv6 /56) claims so many times a day.</summary>
public sealed class NetworkClaimsRule : IClaimRule
{
    public string Code => "network-claims";

    public Refusal? Check(ClaimFacts facts, Drip drip) => BucketClaims.RetryAt(facts, ClientScope.Network) is { } next
        ? new Refusal(Code, $"Your part of the internet has had {facts.Settings.NetworkClaimsPerDay} drips lately, which is all for now. The next one is ready in {Waiting.InWords(next - facts.Now)}.", next)
        : null;
}
