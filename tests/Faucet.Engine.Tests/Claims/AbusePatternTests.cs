using System.Net;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Claims;

/// <summary>How faucets are robbed, and how far it gets here. docs/threat-model.md names the tests of all patterns.</summary>
public sealed class AbusePatternTests
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Multi_accounting_a_thousand_wallets_from_one_24_get_no_more_than_the_24_may_open(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.SetAsync("claim.network-wallets-per-day", "50");

        // 250 hosts of one /24, four wallets and browsers on each.
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i =>
            world.ClaimAsync(FaucetWorld.Address(i), new IPAddress([203, 0, 113, (byte)(i % 250)]), captcha: null, visitor: i)));

        var accepted = outcomes.OfType<ClaimOutcome.Accepted>().ToList();
        Assert.Equal(50, accepted.Count);
        Assert.All(outcomes.OfType<ClaimOutcome.Refused>(), refused => Assert.Contains(refused.Refusal.Code, (string[])["new-wallets", "client-cooldown"]));

        // Reputation: the more the neighbourhood has opened, the less each gets.
        Assert.True(accepted.Sum(a => a.Drip.Amount.Satoshis) < 50 * 100);
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task IPv6_rotation_4_096_addresses_of_one_64_claim_once()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var accepted = 0;
        for (var group = 0; group < 4; group++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(group * 1_024, 1_024).Select(i =>
                world.ClaimAsync(FaucetWorld.Address(i), IPAddress.Parse($"2001:db8::{i + 1:x}:1"), captcha: null, visitor: i)));
            accepted += outcomes.Count(outcome => outcome is ClaimOutcome.Accepted);
        }

        Assert.Equal(1, accepted);
    }

    [Fact]
    public async Task IPv6_rotation_256_times_64_of_one_56_open_no_more_than_the_56_may()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.SetAsync("claim.network-wallets-per-day", "20");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 256).Select(i =>
            world.ClaimAsync(FaucetWorld.Address(i), IPAddress.Parse($"2001:db8:0:{i:x}::1"), captcha: null, visitor: i)));

        Assert.Equal(20, outcomes.Count(outcome => outcome is ClaimOutcome.Accepted));
    }

    [Fact]
    public async Task Captcha_farm_a_solution_made_for_one_visitor_serves_no_other_in_10_000_tries()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var captcha = world.Solve(1);

        for (var visitor = 2; visitor < 10_002; visitor++)
        {
            // From anywhere, so that it is the captcha that refuses and no limit on failures.
            var form = new ClaimForm(FaucetWorld.Address(visitor), new CaptchaAnswers(captcha), FaucetWorld.Visitor(visitor), FaucetWorld.Client(visitor * 256));
            var invalid = Assert.IsType<ClaimOutcome.Invalid>(await world.Claims.ClaimAsync(form, TestContext.Current.CancellationToken));
            Assert.Equal("captcha-other-visitor", invalid.Code);
        }
    }

    [Fact]
    public async Task Address_churn_a_hundred_addresses_in_one_browser_claim_once_per_cooldown()
    {
        await using var world = await FaucetWorld.CreateAsync();

        // The browser keeps its cookie and moves through the world.
        var outcomes = new List<ClaimOutcome>();
        for (var i = 0; i < 100; i++)
        {
            outcomes.Add(await world.ClaimAsync(i, i * 256, captcha: null, visitor: 1));
        }

        Assert.Single(outcomes.OfType<ClaimOutcome.Accepted>());
        Assert.All(outcomes.OfType<ClaimOutcome.Refused>(), refused => Assert.Equal("device-cooldown", refused.Refusal.Code));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Budget_drain_a_hundred_thousand_claims_of_known_wallets_stop_at_the_budget(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.SetAsync("claim.daily-budget-sat", "8000");
        await world.SetAsync("claim.hourly-budget-sat", "8000");
        await world.SetAsync("claim.wallet-cooldown-seconds", "0");
        await world.SetAsync("claim.client-cooldown-seconds", "0");
        await world.SetAsync("claim.device-cooldown-seconds", "0");
        await world.SetAsync("claim.network-claims-per-day", "1000000");
        await world.SetAsync("claim.newcomer-seconds", "0");
        for (var group = 0; group < 100; group++)
        {
            await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => world.ClaimAsync(i % 10, i % 10)));
        }

        await using var db = world.Database.Open();
        Assert.InRange((await db.OutflowDays.SingleAsync()).Spent.Satoshis, 7_990, 8_000);
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task A_refusal_uses_no_limit_up_however_often_it_is_asked_for()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);
        var before = await BucketsAsync(world);

        for (var i = 0; i < 200; i++)
        {
            Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 1));
        }

        Assert.Equal(before, await BucketsAsync(world));
    }

    private static async Task<List<string>> BucketsAsync(FaucetWorld world)
    {
        await using var db = world.Database.Open();
        var rows = await db.ClientBuckets.AsNoTracking().ToListAsync();
        return [.. rows.Select(b => $"{Convert.ToHexString(b.Key)} {b.NextClaimAt:O} {b.NextWalletAt:O}").Order()];
    }
}
