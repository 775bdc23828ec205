using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Captcha.Waiting;
using Faucet.Engine.Tests.Captcha.Hosted;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Faucet.Core.Captcha.CaptchaProvider;

namespace Faucet.Engine.Tests.Captcha;

public sealed class CaptchaGateTests
{
    private static readonly CaptchaDemand Both = new(true, Turnstile);
    private static readonly CaptchaDemand HostedAlone = new(false, Turnstile);

    private readonly AltchaWorld altcha = new();

    [Fact]
    public async Task Of_two_checks_both_are_needed_and_the_claim_has_the_nonce_of_ours()
    {
        await using var hosted = await HostedWorld.CreateAsync(Turnstile);
        var ours = altcha.SolveNew(AltchaWorld.Alice);

        var passed = Assert.IsType<CaptchaResult.Passed>(await JudgeAsync(hosted, new CaptchaAnswers(ours.Write(), HostedWorld.Token), Both));

        Assert.Equal((CaptchaMethod.Both, ours.Challenge.Parameters.Nonce), (passed.Method, passed.Nonce.ToString()));
        Assert.Equal("captcha-missing", await CodeAsync(hosted, new CaptchaAnswers(ours.Write()), Both));
        Assert.Equal("captcha-missing", await CodeAsync(hosted, new CaptchaAnswers(null, HostedWorld.Token), Both));
    }

    [Fact]
    public async Task Junk_never_makes_us_ask_the_provider()
    {
        await using var hosted = await HostedWorld.CreateAsync(Turnstile);

        Assert.Equal("captcha-malformed", await CodeAsync(hosted, new CaptchaAnswers("junk", HostedWorld.Token), Both));
        Assert.Equal("captcha-other-visitor", await CodeAsync(hosted, new CaptchaAnswers(altcha.SolveNew(AltchaWorld.Bob).Write(), HostedWorld.Token), Both));

        Assert.Empty(hosted.Server.Asked);
    }

    [Fact]
    public async Task A_spent_second_check_names_the_claim_of_the_first()
    {
        await using var hosted = await HostedWorld.CreateAsync(Turnstile);
        hosted.AnswerErrors("timeout-or-duplicate");
        var ours = altcha.SolveNew(AltchaWorld.Alice);

        var failed = Assert.IsType<CaptchaResult.Failed>(await JudgeAsync(hosted, new CaptchaAnswers(ours.Write(), HostedWorld.Token), Both));

        Assert.Equal(ours.Challenge.Parameters.Nonce, failed.SpentNonce.ToString());
    }

    [Fact]
    public async Task Our_own_check_does_not_do_where_a_hosted_one_is_demanded()
    {
        await using var hosted = await HostedWorld.CreateAsync(Turnstile);

        Assert.Equal("captcha-missing", await CodeAsync(hosted, new CaptchaAnswers(altcha.SolveNew(AltchaWorld.Alice).Write()), HostedAlone));
        Assert.Equal("passed", await CodeAsync(hosted, new CaptchaAnswers(null, HostedWorld.Token), HostedAlone));
    }

    [Theory]
    [InlineData(1, "captcha-too-easy")]
    [InlineData(2, "passed")]
    public async Task More_of_our_own_check_stands_in_where_that_is_allowed(int effort, string expected)
    {
        await using var hosted = await HostedWorld.CreateAsync(Turnstile);
        var challenge = altcha.Challenges.Compose(AltchaWorld.Alice, AltchaWorld.Start, effort);
        var answers = new CaptchaAnswers(new AltchaPayload(challenge, AltchaWorld.Solve(challenge.Parameters)).Write());

        Assert.Equal(expected, await CodeAsync(hosted, answers, new CaptchaDemand(false, Turnstile, StandInEffort: 2)));
        Assert.Equal(expected, await CodeAsync(hosted, answers, new CaptchaDemand(true, LeastEffort: 2)));
    }

    [Fact]
    public async Task A_demand_that_nothing_here_can_meet_passes_nobody()
    {
        await using var hosted = await HostedWorld.CreateAsync(Turnstile);
        var answers = new CaptchaAnswers(altcha.SolveNew(AltchaWorld.Alice).Write(), HostedWorld.Token);

        Assert.Equal("captcha-unavailable", await CodeAsync(hosted, answers, new CaptchaDemand(true, ReCaptcha)));
        Assert.Equal("captcha-unavailable", await CodeAsync(hosted, answers, new CaptchaDemand(false)));
    }

    [Fact]
    public async Task A_bad_ticket_is_not_saved_by_a_good_solution()
    {
        await using var hosted = await HostedWorld.CreateAsync(Turnstile);
        var answers = new CaptchaAnswers(altcha.SolveNew(AltchaWorld.Alice).Write(), null, "no-ticket");

        Assert.Equal("captcha-ticket-wrong", await CodeAsync(hosted, answers, new CaptchaDemand(true)));
    }

    private Task<CaptchaResult> JudgeAsync(HostedWorld hosted, CaptchaAnswers answers, CaptchaDemand demand)
    {
        var tickets = new WaitingTickets(new WaitingOptions(), altcha.Setup, new FakeTimeProvider(AltchaWorld.Start));
        var gate = new CaptchaGate(altcha.Verifier, tickets, [hosted.Verifier]);
        return gate.JudgeAsync(answers, AltchaWorld.Alice, demand, TestContext.Current.CancellationToken);
    }

    private async Task<string> CodeAsync(HostedWorld hosted, CaptchaAnswers answers, CaptchaDemand demand) =>
        await JudgeAsync(hosted, answers, demand) is CaptchaResult.Failed failed ? failed.Code : "passed";
}
