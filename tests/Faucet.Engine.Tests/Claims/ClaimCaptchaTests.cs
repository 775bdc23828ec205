using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Waiting;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Xunit;

namespace Faucet.Engine.Tests.Claims;

/// <summary>What a claim's captcha leaves behind.</summary>
public sealed class ClaimCaptchaTests
{
    [Fact]
    public async Task Attempts_to_get_past_the_check_fill_the_clients_bucket()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var used = world.Solve(1);
        await world.ClaimAsync(1, 1, used);
        string[] attempts = ["junk", world.Solve(visitor: 7), used];

        foreach (var attempt in attempts)
        {
            Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(2, 2, attempt, visitor: 1));
        }

        Assert.Equal(15, Percent(world, 2));
        Assert.Equal(0, Percent(world, 1));
    }

    [Fact]
    public async Task What_happens_to_honest_people_does_not()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var old = world.Solve(1);
        world.Time.Advance(TimeSpan.FromMinutes(11));

        Assert.Equal("captcha-missing", Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(1, 1, "")).Code);
        Assert.Equal("captcha-expired", Assert.IsType<ClaimOutcome.Invalid>(await world.ClaimAsync(1, 1, old)).Code);

        Assert.Equal(0, Percent(world, 1));
    }

    [Fact]
    public async Task A_client_that_fails_gets_harder_challenges_and_others_do_not()
    {
        await using var world = await FaucetWorld.CreateAsync();
        for (var i = 0; i < 10; i++)
        {
            await world.ClaimAsync(1, 1, "junk");
        }

        var demands = world.Get<CaptchaDemands>();
        Assert.Equal(2, demands.EffortOfNext(Host(world, 1), Core.Captcha.ClientStanding.Unknown));
        Assert.Equal(0, demands.EffortOfNext(Host(world, 2), Core.Captcha.ClientStanding.Unknown));
    }

    [Fact]
    public async Task A_waiting_ticket_credits_once_and_its_repeat_shows_the_first_outcome()
    {
        await using var world = await FaucetWorld.CreateAsync();
        var binding = new CaptchaBinding(ClaimService.CaptchaAction, FaucetWorld.Visitor(1), Host(world, 1));
        var issued = Assert.IsType<TicketIssue.Issued>(world.Get<WaitingTickets>().Issue(binding));
        world.Time.Advance(TimeSpan.FromSeconds(120));
        var form = new ClaimForm(FaucetWorld.Address(1), new CaptchaAnswers(null, null, issued.Text), FaucetWorld.Visitor(1), FaucetWorld.Client(1));

        var first = Assert.IsType<ClaimOutcome.Accepted>(await world.Claims.ClaimAsync(form, TestContext.Current.CancellationToken));
        var again = Assert.IsType<ClaimOutcome.Accepted>(await world.Claims.ClaimAsync(form, TestContext.Current.CancellationToken));

        Assert.Equal(issued.Ticket.Nonce.ToString(), first.ClaimId);
        Assert.Equal((first.ClaimId, true, first.Balance), (again.ClaimId, again.IsRepeat, again.Balance));
        await world.AssertLedgerHoldsAsync();
    }

    private static int Percent(FaucetWorld world, int client) => world.Get<CaptchaFailureLog>()
        .PercentOfLimit(Host(world, client), world.Time.GetUtcNow());

    private static byte[] Host(FaucetWorld world, int client) => world.Get<ClientKeys>().HostKeyOf(FaucetWorld.Client(client), world.Time.GetUtcNow());
}
