using Faucet.Core.Claims;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
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

        Assert.Equal("wallet-cooldown", refused.Code);
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

        var refused = Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(2, 1, visitor: 2)).Refusal;
        Assert.Equal("client-cooldown", refused.Code);
        await using (var db = world.Database.Open())
        {
            Assert.Equal(1, await db.Wallets.CountAsync());
        }

        world.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(2, 1, visitor: 2));
    }

    [Fact]
    public async Task Answers_the_same_form_posted_again_with_its_first_outcome()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var captcha = world.Solve(1);
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
        var captcha = world.Solve(1);
        await world.ClaimAsync(1, 1, captcha);

        Assert.Equal("Captcha", Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(2, 2, captcha, visitor: 1)).Field);
    }

    [Fact]
    public async Task A_refused_claim_uses_up_neither_cooldown_nor_captcha()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);
        world.Time.Advance(TimeSpan.FromMinutes(55));
        var captcha = world.Solve(2);
        Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 2, captcha));

        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 2, captcha));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Stops_at_the_budget_and_goes_on_exactly_when_it_said(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.SetAsync("claim.daily-budget-sat", "250");
        for (var i = 0; i < 20; i++)
        {
            await world.ClaimAsync(i, i);
        }

        var refused = Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(50, 50)).Refusal;
        Assert.Equal("daily-budget", refused.Code);
        await using (var db = world.Database.Open())
        {
            // Newcomers leave a fifth of the 250 to wallets that are known.
            Assert.InRange((await db.OutflowDays.SingleAsync()).Spent.Satoshis, 176, 200);
        }

        world.Time.Advance(refused.RetryAt!.Value - world.Time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(50, 50));
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(50, 50));
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task Keeps_a_share_of_the_budget_for_wallets_that_are_known()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);
        world.Time.Advance(TimeSpan.FromDays(2));
        await world.SetAsync("claim.daily-budget-sat", "250");
        for (var i = 10; i < 30; i++)
        {
            await world.ClaimAsync(i, i);
        }

        var newcomer = Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(50, 50)).Refusal;
        Assert.Contains("new wallets", newcomer.Message, StringComparison.Ordinal);
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));
    }

    [Fact]
    public async Task A_rule_on_trial_is_recorded_and_shown_but_refuses_nothing()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.SetAsync("claim.rules-on-trial", "client-cooldown");
        await world.ClaimAsync(1, 1);

        var second = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(2, 1, visitor: 2));

        Assert.Equal(["client-cooldown"], (await world.WalletAsync(second.WalletId)).Lines.Single().OnTrial);
        Assert.Equal("wallet-cooldown", Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(2, 1, visitor: 2)).Refusal.Code);
    }

    [Fact]
    public async Task Stores_each_factor_with_the_claim_and_shows_it()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.SetAsync("claim.newcomer-percent", "50");
        await world.SetAsync("claim.prizes", "300:1");

        var accepted = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));

        Assert.Equal(150, accepted.Balance.Satoshis);
        var drip = (await world.WalletAsync(accepted.WalletId)).Lines.Single().Drip!;
        Assert.Equal([new DripFactor("prize", 300), new DripFactor("newcomer", 50)], drip.Factors);
        Assert.Equal(150, drip.Amount.Satoshis);
    }

    [Fact]
    public async Task A_closed_faucet_says_what_the_operator_wrote_and_opens_without_a_restart()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.SetAsync("claim.closed", "We are moving house until Friday.");
        var refusal = Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 1)).Refusal;
        Assert.Equal(("closed", "We are moving house until Friday."), (refusal.Code, refusal.Message));

        await world.SetAsync("claim.closed", "no");
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(-400)]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_jumps_and_is_put_right_locks_nobody_out_and_pays_nobody_twice(int days)
    {
        await using var world = await FaucetWorld.CreateAsync();
        var right = world.Time.GetUtcNow();
        await world.ClaimAsync(1, 1);
        if (days > 0)
        {
            world.Time.SetUtcNow(right.AddDays(days));
            await world.Get<ClientKeyRotation>().RenewAsync(CancellationToken.None);
            Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));
        }

        // FakeTimeProvider does not go back: another world's clock on the same database does.
        await using var later = await world.WithClockAsync(right.AddMinutes(1 + (days < 0 ? days * 1440 : 0)));
        Assert.IsType<ClaimOutcome.Refused>(await later.ClaimAsync(1, 1));
        Assert.IsType<ClaimOutcome.Accepted>(await later.ClaimAsync(2, 256));
        later.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        Assert.IsType<ClaimOutcome.Refused>(await later.ClaimAsync(1, 1));
        later.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.IsType<ClaimOutcome.Accepted>(await later.ClaimAsync(1, 1));
        await later.AssertLedgerHoldsAsync();
    }

    [Fact]
    public async Task Says_which_field_is_wrong()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var form = new ClaimForm("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", new CaptchaAnswers(world.Solve(1)), FaucetWorld.Visitor(1), FaucetWorld.Client(1));

        Assert.Equal("Address", Assert.IsType<ClaimOutcome.Invalid>(await world.Claims.ClaimAsync(form, TestContext.Current.CancellationToken)).Field);
        Assert.Equal("Captcha", Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(1, 1, "junk")).Field);
    }

    [Fact]
    public async Task Two_spellings_of_an_address_are_one_wallet()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.ClaimAsync(1, 1);
        var shouted = new ClaimForm(FaucetWorld.Address(1).ToUpperInvariant(), new CaptchaAnswers(world.Solve(2)), FaucetWorld.Visitor(2), FaucetWorld.Client(2));

        var refused = await world.Claims.ClaimAsync(shouted, TestContext.Current.CancellationToken);

        Assert.Equal("wallet-cooldown", Assert.IsType<ClaimOutcome.Refused>(refused).Refusal.Code);
    }
}
