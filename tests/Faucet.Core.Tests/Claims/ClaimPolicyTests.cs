using System.Collections.Frozen;
using CsCheck;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Clients;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Claims;

public sealed class ClaimPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly FaucetSettings Settings = new();
    private static readonly WalletFacts Known = new(Noon.AddDays(-1), Noon.AddDays(-365));
    private static readonly ClaimFacts Fresh = Facts(Settings);

    [Fact]
    public void Has_nothing_against_a_first_claim() => Assert.Equal(100, Granted(Fresh).Drip.Amount.Satoshis);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void Cooldowns_end_exactly_when_they_said(int millisecondsLeft, bool isRefused)
    {
        var at = Noon.AddMilliseconds(millisecondsLeft);

        Assert.Equal(isRefused ? "wallet-cooldown" : null, Refusal(Fresh with { Wallet = new WalletFacts(at, Noon) })?.Code);
        Assert.Equal(isRefused ? "device-cooldown" : null, Refusal(WithBucket(ClientScope.Device, at))?.Code);
        Assert.Equal(isRefused ? "client-cooldown" : null, Refusal(WithBucket(ClientScope.Host, at))?.Code);
        Assert.Equal(isRefused ? "captcha-failures" : null, Refusal(Fresh with { Captcha = new CaptchaFacts(100, at, false) })?.Code);
    }

    [Theory]
    [InlineData(1_100, null)]
    [InlineData(1_099, "the 1,099 sat that nobody is owed are kept for network fees")]
    [InlineData(0, "it holds nothing that is not owed to somebody already")]
    public void The_faucet_is_dry_when_a_drip_would_touch_the_reserve(long available, string? says)
    {
        var refusal = Refusal(Facts(Settings with { Reserve = Money.FromSatoshis(1_000) }) with { Available = Money.FromSatoshis(available) });

        Assert.Equal(says is null ? null : "dry", refusal?.Code);
        Assert.Contains(says ?? "", refusal?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void The_wallet_is_named_before_the_client()
    {
        var both = WithBucket(ClientScope.Host, Noon.AddMinutes(9)) with { Wallet = new WalletFacts(Noon.AddHours(1), Noon) };

        var refusal = Refusal(both);

        Assert.Equal("wallet-cooldown", refusal?.Code);
        Assert.Equal(Noon.AddHours(1), refusal?.RetryAt);
    }

    [Theory]
    [InlineData(ClientScope.Network, "network-claims", 1_000)]
    [InlineData(ClientScope.Site, "site-claims", 5_000)]
    public void A_neighbourhood_claims_as_often_as_its_limit_says_and_no_more(ClientScope scope, string code, int limit)
    {
        DateTimeOffset? arrival = null;
        for (var i = 0; i < limit; i++)
        {
            Assert.Null(Refusal(WithBucket(scope, arrival)));
            arrival = ClientLimits.Claims(scope, Settings).After(arrival, Noon);
        }

        var refusal = Refusal(WithBucket(scope, arrival));
        Assert.Equal(code, refusal?.Code);
        Assert.Null(Refusal(WithBucket(scope, arrival) with { Now = refusal!.RetryAt!.Value }));
        Assert.NotNull(Refusal(WithBucket(scope, arrival) with { Now = refusal.RetryAt.Value.AddMilliseconds(-1) }));
    }

    [Fact]
    public void Only_new_wallets_count_against_the_limit_on_new_wallets()
    {
        var full = Fresh with { Buckets = [new BucketFacts(ClientScope.Host, null, Noon.AddDays(1))] };

        Assert.Equal("new-wallets", Refusal(full)?.Code);
        Assert.Null(Refusal(full with { Wallet = new WalletFacts(Noon, Noon) }));
    }

    [Fact]
    public void The_switch_comes_before_everything_and_says_what_the_admin_wrote()
    {
        var closed = WithBucket(ClientScope.Host, Noon.AddHours(1)) with { Settings = Settings with { ClosedMessage = "We move house." } };

        Assert.Equal(new Refusal("closed", "We move house."), Refusal(closed));
    }

    [Fact]
    public void A_rule_on_trial_says_no_to_nobody_and_is_remembered()
    {
        foreach (var rule in ClaimPolicy.Rules)
        {
            // No wallet is both new and cooling down.
            var everything = Everything with { Wallet = rule.Code == "wallet-cooldown" ? new WalletFacts(Noon.AddHours(1), Noon) : null };
            var facts = everything with { Settings = everything.Settings with { RulesOnTrial = ClaimPolicy.Rules.Select(r => r.Code).ToFrozenSet() } };
            Assert.Contains(rule.Code, Granted(facts).OnTrial);

            var alone = facts with { Settings = facts.Settings with { RulesOnTrial = facts.Settings.RulesOnTrial.Except([rule.Code]).ToFrozenSet() } };
            Assert.Equal(rule.Code, Refusal(alone)?.Code);
        }
    }

    [Theory]
    [InlineData(0, 100, 100)]
    [InlineData(1, 100, 100)]
    [InlineData(10_000, 90, 90)]
    [InlineData(50_000, 50, 50)]
    [InlineData(50_001, 50, 50)]
    [InlineData(99_990, 10, 10)]
    public void The_drip_shrinks_with_the_budget(long given, int percent, long amount)
    {
        var drip = Granted(Fresh with { Day = Day(given), Wallet = Known }).Drip;

        Assert.Equal(percent == 100 ? [] : [new DripFactor("budget", percent)], drip.Factors);
        Assert.Equal(amount, drip.Amount.Satoshis);
    }

    [Theory]
    [InlineData(79_990, true, false)]
    [InlineData(79_991, true, true)]
    [InlineData(99_990, false, false)]
    [InlineData(99_991, false, true)]
    public void The_budget_is_never_exceeded_by_a_satoshi_and_newcomers_leave_their_share(long given, bool isNewcomer, bool isRefused)
    {
        var facts = Fresh with { Day = Day(given), Wallet = isNewcomer ? null : Known };

        Assert.Equal(isRefused ? "daily-budget" : null, Refusal(facts)?.Code);
    }

    [Fact]
    public void A_refusal_for_the_budget_says_exactly_when_to_come_back() =>
        Gen.Select(Gen.Long[0, 100_000], Gen.Int[1, 80_000], Gen.Bool).Sample((given, drip, isNewcomer) =>
        {
            var facts = Facts(Settings with { BaseDrip = Money.FromSatoshis(drip) }) with { Day = Day(given), Wallet = isNewcomer ? null : Known };
            if (Refusal(facts) is not { Code: "daily-budget" } refusal)
            {
                return true;
            }

            return Refusal(At(refusal.RetryAt!.Value)) is null && Refusal(At(refusal.RetryAt.Value.AddMilliseconds(-1))) is not null;

            ClaimFacts At(DateTimeOffset now) =>
                facts with { Now = now, Day = facts.Day with { Meter = facts.Day.Meter.LeakedTo(now, facts.Day.Total, facts.Day.Window) } };
        });

    [Fact]
    public void A_wait_longer_than_its_window_was_made_by_another_clock_and_ends_a_window_after_that_was_put_right()
    {
        var lost = Fresh with { Wallet = new WalletFacts(Noon.AddDays(400), Noon.AddDays(-1)), WaitsHoldSince = Noon.AddMinutes(-1) };

        Assert.Equal(Noon.AddMinutes(59), Refusal(lost)?.RetryAt);
        Assert.Null(Refusal(lost with { Now = Noon.AddMinutes(59) }));
    }

    [Fact]
    public void Factors_multiply_in_their_order_and_say_why()
    {
        var settings = Settings with { NewcomerPercent = 50, TorPercent = 30, WaitingPercent = 90, Prizes = PrizeTable.Parse("200:1")! };
        var facts = Facts(settings) with { Listed = NetworkKinds.Hosting | NetworkKinds.Tor, Captcha = new CaptchaFacts(40, null, true) };

        var drip = Granted(facts).Drip;

        Assert.Equal(
            [new("prize", 200), new("reputation", 80), new("newcomer", 50), new("network", 30), new("waiting", 90)], drip.Factors);
        Assert.Equal(21, drip.Amount.Satoshis);
        Assert.All(drip.Factors, factor => Assert.NotEqual(factor.Code, ClaimPolicy.ReasonOf(factor)));
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

    /// <summary>A claim that every rule refuses.</summary>
    private static ClaimFacts Everything { get; } = Facts(Settings with { ClosedMessage = "Closed.", WalletCooldown = TimeSpan.FromDays(1) }) with
    {
        Available = Money.Zero,
        Captcha = new CaptchaFacts(100, Noon.AddHours(1), false),
        Hour = OutflowBudget.Hourly(Settings, new OutflowMeter(Settings.HourlyBudget, Noon), Noon),
        Day = Day(100_000),
        Buckets = [.. Enum.GetValues<ClientScope>().Select(scope => new BucketFacts(scope, Noon + ClientLimits.Claims(scope, Settings).Window, Noon.AddDays(1)))],
    };

    private static ClaimFacts Facts(FaucetSettings settings) => new()
    {
        Now = Noon,
        Settings = settings,
        Available = Money.Maximum,
        Hour = OutflowBudget.Hourly(settings with { HourlyBudget = Money.FromSatoshis(1_000_000) }, default, Noon),
        Day = Day(0),
    };

    private static OutflowBudget Day(long given) => OutflowBudget.Daily(Settings, new OutflowMeter(Money.FromSatoshis(given), Noon), Noon);

    private static ClaimFacts WithBucket(ClientScope scope, DateTimeOffset? arrival) => Fresh with { Buckets = [new BucketFacts(scope, arrival, null)] };

    private static Refusal? Refusal(ClaimFacts facts) => (ClaimPolicy.Decide(facts) as ClaimDecision.Refused)?.Refusal;

    private static ClaimDecision.Granted Granted(ClaimFacts facts) => Assert.IsType<ClaimDecision.Granted>(ClaimPolicy.Decide(facts));
}
