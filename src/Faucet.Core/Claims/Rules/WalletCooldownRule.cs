namespace Faucet.Core.Claims.Rules;

/// <summary>A wallet claims once per cooldown.</summary>
public sealed class WalletCooldownRule : IClaimRule
{
    public string Code => "wallet-cooldown";

    public Refusal? Check(ClaimFacts facts, Drip drip) => facts.Bounded(facts.Wallet?.NextClaimAt, facts.Settings.WalletCooldown) is { } next && next > facts.Now
        ? new Refusal(Code, $"This wallet has had its drip. The next one is ready in {Waiting.InWords(next - facts.Now)}.", next)
        : null;
}
