using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Rules;

/// <summary>What the rules on one bucket's claims share.</summary>
internal static class BucketClaims
{
    /// <returns>When the bucket may claim again; null when it may now, or when the client has no such bucket.</returns>
    public static DateTimeOffset? RetryAt(ClaimFacts facts, ClientScope scope)
    {
        if (facts.Bucket(scope) is not { } bucket)
        {
            return null;
        }

        var limit = ClientLimits.Claims(scope, facts.Settings);
        return limit.RetryAt(facts.Bounded(bucket.ClaimArrival, limit.Horizon), facts.Now);
    }
}
