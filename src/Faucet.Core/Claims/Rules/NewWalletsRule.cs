namespace Faucet.Core.Claims.Rules;

/// <summary>A part of the internet opens so many wallets a day: addresses cost nothing, so that a new one must not be a way around a cooldown.</summary>
public sealed class NewWalletsRule : IClaimRule
{
    public string Code => "new-wallets";

    public Refusal? Check(ClaimFacts facts, Drip drip)
    {
        if (facts.Wallet is not null)
        {
            return null;
        }

        foreach (var bucket in facts.Buckets)
        {
            if (ClientLimits.NewWallets(bucket.Scope, facts.Settings) is { } limit
                && limit.RetryAt(facts.Bounded(bucket.WalletArrival, limit.Horizon), facts.Now) is { } next)
            {
                return new Refusal(
                    Code,
                    $"{limit.Count} new wallets were opened from your part of the internet lately, which is all for now. "
                    + $"Claim with an address you used before, or open a new wallet in {Waiting.InWords(next - facts.Now)}.",
                    next);
            }
        }

        return null;
    }
}
