using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Claims.Rules;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Claims;

public sealed class ClaimPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ClaimFacts Fresh = new(Noon, new FaucetSettings(), null, null, Money.Zero);

    [Fact]
    public void Has_nothing_against_a_first_claim() => Assert.Null(ClaimPolicy.FirstRefusal(Fresh));

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Cooldowns_end_exactly_when_they_said(int millisecondsLeft, bool isRefused)
    {
        var at = Noon.AddMilliseconds(millisecondsLeft);

        Assert.Equal(isRefused ? WalletCooldownRule.Code : null, ClaimPolicy.FirstRefusal(Fresh with { WalletNextClaimAt = at })?.Code);
        Assert.Equal(isRefused ? ClientCooldownRule.Code : null, ClaimPolicy.FirstRefusal(Fresh with { ClientNextClaimAt = at })?.Code);
    }

    [Fact]
    public void The_wallet_is_named_before_the_client()
    {
        var both = Fresh with { WalletNextClaimAt = Noon.AddHours(1), ClientNextClaimAt = Noon.AddHours(2) };

        var refusal = ClaimPolicy.FirstRefusal(both);

        Assert.Equal(WalletCooldownRule.Code, refusal?.Code);
        Assert.Equal(Noon.AddHours(1), refusal?.RetryAt);
    }

    [Theory]
    [InlineData(0, 100, 100)]
    [InlineData(1, 100, 100)]
    [InlineData(10_000, 90, 90)]
    [InlineData(50_000, 50, 50)]
    [InlineData(50_001, 50, 50)]
    [InlineData(90_000, 10, 10)]
    [InlineData(99_999, 10, 10)]
    public void The_drip_shrinks_with_the_days_budget(long given, int percent, long amount)
    {
        var drip = ClaimPolicy.DripFor(Fresh with { GivenToday = Money.FromSatoshis(given) });

        Assert.Equal(percent, Assert.Single(drip.Factors).Percent);
        Assert.Equal(amount, drip.Amount.Satoshis);
    }

    [Theory]
    [InlineData(99_990, false)]
    [InlineData(99_991, true)]
    [InlineData(100_000, true)]
    public void The_budget_is_never_exceeded_by_a_satoshi(long given, bool isRefused)
    {
        var refusal = ClaimPolicy.FirstRefusal(Fresh with { GivenToday = Money.FromSatoshis(given) });

        Assert.Equal(isRefused ? DailyBudgetRule.Code : null, refusal?.Code);
        Assert.Equal(isRefused ? new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero) : null, refusal?.RetryAt);
    }

    [Theory]
    [InlineData(0, "0 seconds")]
    [InlineData(0.2, "1 second")]
    [InlineData(89, "89 seconds")]
    [InlineData(90, "2 minutes")]
    [InlineData(2460, "41 minutes")]
    [InlineData(3540, "59 minutes")]
    [InlineData(3541, "1 hour")]
    [InlineData(3900, "1 hour 5 minutes")]
    [InlineData(2 * 86_400, "2 days")]
    [InlineData((2 * 86_400) + 1, "2 days 1 hour")]
    public void Waits_are_said_in_words_and_never_too_short(double seconds, string words) =>
        Assert.Equal(words, Waiting.InWords(TimeSpan.FromSeconds(seconds)));
}
