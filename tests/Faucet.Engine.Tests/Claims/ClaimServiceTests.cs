using Faucet.Core.Claims.Rules;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Claims;

public sealed class ClaimServiceTests
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Credits_a_drip_and_shows_it_in_the_wallet(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);

        var accepted = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));

        Assert.Equal(100, accepted.Balance.Satoshis);
        var wallet = await world.WalletAsync(accepted.WalletId);
        Assert.Equal(100, wallet.Balance.Satoshis);
        Assert.Equal(world.Time.GetUtcNow().AddHours(1), wallet.NextClaimAt);
        Assert.Equal(100, Assert.Single(wallet.Lines).Amount.Satoshis);
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task Refuses_a_second_claim_within_the_cooldown_and_says_when_to_come_back()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var first = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));

        world.Time.Advance(TimeSpan.FromMinutes(19));
        var refused = Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 2)).Refusal;

        Assert.Equal(WalletCooldownRule.Code, refused.Code);
        Assert.Equal(first.NextClaimAt, refused.RetryAt);
        Assert.Contains("41 minutes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credits_again_exactly_when_the_cooldown_ends()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);

        world.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 1));
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        var again = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));

        Assert.Equal(200, again.Balance.Satoshis);
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task Refuses_another_wallet_from_the_same_client_until_its_cooldown_ends()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);

        var refused = Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(2, 1)).Refusal;
        Assert.Equal(ClientCooldownRule.Code, refused.Code);
        await using (var db = world.Database.Open())
        {
            Assert.Equal(1, await db.Wallets.CountAsync());
        }

        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(2, 1));
    }

    [Fact]
    public async Task Answers_the_same_form_posted_again_with_its_first_outcome()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var captcha = world.Solve();
        var first = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1, captcha));

        var again = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1, captcha));

        Assert.True(again.IsRepeat);
        Assert.Equal(first.ClaimId, again.ClaimId);
        Assert.Equal(first.Drip.Amount, again.Drip.Amount);
        Assert.Equal(100, again.Balance.Satoshis);
    }

    [Fact]
    public async Task Does_not_take_a_used_solution_for_another_wallet()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var captcha = world.Solve();
        await world.ClaimAsync(1, 1, captcha);

        Assert.Equal("Captcha", Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(2, 2, captcha)).Field);
    }

    [Fact]
    public async Task A_refused_claim_uses_up_neither_cooldown_nor_captcha()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);
        world.Time.Advance(TimeSpan.FromMinutes(55));
        var captcha = world.Solve();
        Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 2, captcha));

        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 2, captcha));
    }

    [Fact]
    public async Task Stops_at_the_daily_budget_and_opens_again_the_next_day()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.SetAsync("claim.daily-budget-sat", "250");
        for (var i = 0; i < 20; i++)
        {
            await world.ClaimAsync(i, i);
        }

        var refused = Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(50, 50)).Refusal;
        Assert.Equal(DailyBudgetRule.Code, refused.Code);
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero), refused.RetryAt);
        await using (var db = world.Database.Open())
        {
            Assert.InRange((await db.OutflowDays.SingleAsync()).Spent.Satoshis, 240, 250);
        }

        world.Time.Advance(TimeSpan.FromHours(12));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(50, 50));
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task Says_which_field_is_wrong()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var form = new ClaimForm("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", new CaptchaAnswers(world.Solve()), FaucetWorld.Visitor, FaucetWorld.Client(1));

        Assert.Equal("Address", Assert.IsType<ClaimOutcome.Invalid>(await world.Claims.ClaimAsync(form, TestContext.Current.CancellationToken)).Field);
        Assert.Equal("Captcha", Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(1, 1, "junk")).Field);
    }

    [Fact]
    public async Task Two_spellings_of_an_address_are_one_wallet()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);
        var shouted = new ClaimForm(FaucetWorld.Address(1).ToUpperInvariant(), new CaptchaAnswers(world.Solve()), FaucetWorld.Visitor, FaucetWorld.Client(2));

        var refused = await world.Claims.ClaimAsync(shouted, TestContext.Current.CancellationToken);

        Assert.Equal(WalletCooldownRule.Code, Assert.IsType<ClaimOutcome.Refused>(refused).Refusal.Code);
    }
}
