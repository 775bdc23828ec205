using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Rules;

/// <summary>A site of IPv6 (/48) claims so many times a day.</summary>
public sealed class SiteClaimsRule : IClaimRule
{
    public string Code => "site-claims";

    public Refusal? Check(ClaimFacts facts, Drip drip) => BucketClaims.RetryAt(facts, ClientScope.Site) is { } next
        ? new Refusal(Code, $"Your part of the internet has had {facts.Settings.SiteClaimsPerDay} drips lately, which is all for now. The next one is ready in {Waiting.InWords(next - facts.Now)}.", next)
        : null;
}
