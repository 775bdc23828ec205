using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Xunit;
using static Faucet.Core.Captcha.CaptchaProvider;

namespace Faucet.Engine.Tests.Captcha.Hosted;

/// <summary>What holds for all three, each against a server that answers as its documentation says.</summary>
public sealed class HostedVerifierTests
{
    public static readonly TheoryData<CaptchaProvider> All = [Turnstile, HCaptcha, ReCaptcha];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Passes_what_the_provider_passes_and_names_the_token(CaptchaProvider provider)
    {
        await using var world = await HostedWorld.CreateAsync(provider);

        var passed = Assert.IsType<CaptchaResult.Passed>(await world.VerifyAsync());

        Assert.Equal(CaptchaMethod.Hosted, passed.Method);
        Assert.Equal(passed.Nonce, Assert.IsType<CaptchaResult.Passed>(await world.VerifyAsync()).Nonce);
        Assert.NotEqual(passed.Nonce, Assert.IsType<CaptchaResult.Passed>(await world.VerifyAsync("another")).Nonce);
        var asked = world.Server.Asked.First();
        Assert.Equal(("the-secret", HostedWorld.Token), (asked["secret"], asked["response"]));
        Assert.DoesNotContain("remoteip", asked.Keys);
        Assert.Equal(provider is HCaptcha, asked.TryGetValue("sitekey", out var key) && key == "the-site-key");
        Assert.Equal(provider is Turnstile, asked.ContainsKey("idempotency_key"));
    }

    [Theory]
    [InlineData(Turnstile, "missing-input-secret", "captcha-unavailable")]
    [InlineData(Turnstile, "invalid-input-secret", "captcha-unavailable")]
    [InlineData(Turnstile, "missing-input-response", "captcha-wrong")]
    [InlineData(Turnstile, "invalid-input-response", "captcha-wrong")]
    [InlineData(Turnstile, "bad-request", "captcha-unavailable")]
    [InlineData(Turnstile, "timeout-or-duplicate", "captcha-expired")]
    [InlineData(Turnstile, "internal-error", "captcha-unavailable")]
    [InlineData(HCaptcha, "missing-input-secret", "captcha-unavailable")]
    [InlineData(HCaptcha, "invalid-input-secret", "captcha-unavailable")]
    [InlineData(HCaptcha, "missing-input-response", "captcha-wrong")]
    [InlineData(HCaptcha, "invalid-input-response", "captcha-wrong")]
    [InlineData(HCaptcha, "bad-request", "captcha-unavailable")]
    [InlineData(HCaptcha, "invalid-or-already-seen-response", "captcha-expired")]
    [InlineData(HCaptcha, "expired-input-response", "captcha-expired")]
    [InlineData(HCaptcha, "already-seen-response", "captcha-expired")]
    [InlineData(HCaptcha, "not-using-dummy-passcode", "captcha-unavailable")]
    [InlineData(HCaptcha, "sitekey-secret-mismatch", "captcha-unavailable")]
    [InlineData(ReCaptcha, "missing-input-secret", "captcha-unavailable")]
    [InlineData(ReCaptcha, "invalid-input-secret", "captcha-unavailable")]
    [InlineData(ReCaptcha, "missing-input-response", "captcha-wrong")]
    [InlineData(ReCaptcha, "invalid-input-response", "captcha-wrong")]
    [InlineData(ReCaptcha, "bad-request", "captcha-unavailable")]
    [InlineData(ReCaptcha, "timeout-or-duplicate", "captcha-expired")]
    [InlineData(ReCaptcha, "an-error-of-the-future", "captcha-wrong")]
    public async Task Tells_the_visitors_faults_from_the_operators_and_the_providers(CaptchaProvider provider, string error, string expected)
    {
        await using var world = await HostedWorld.CreateAsync(provider);
        world.AnswerErrors(error);

        var failed = Assert.IsType<CaptchaResult.Failed>(await world.VerifyAsync());

        Assert.Equal(expected, failed.Code);
        Assert.Equal(expected == "captcha-expired", failed.SpentNonce is not null);
        Assert.Equal(expected == "captcha-wrong", failed.Counts);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_no_without_a_reason_is_a_no(CaptchaProvider provider)
    {
        await using var world = await HostedWorld.CreateAsync(provider);
        world.AnswerErrors();

        Assert.Equal("captcha-wrong", await world.JudgeAsync());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_second_use_of_a_token_carries_the_nonce_of_the_first(CaptchaProvider provider)
    {
        await using var world = await HostedWorld.CreateAsync(provider);
        var first = Assert.IsType<CaptchaResult.Passed>(await world.VerifyAsync());
        world.AnswerErrors(provider is HCaptcha ? "invalid-or-already-seen-response" : "timeout-or-duplicate");

        Assert.Equal(first.Nonce, Assert.IsType<CaptchaResult.Failed>(await world.VerifyAsync()).SpentNonce);
    }

    [Theory]
    [InlineData("hostname", "evil.example.org", "captcha-wrong")]
    [InlineData("hostname", "", "captcha-wrong")]
    [InlineData("hostname", null, "captcha-wrong")]
    [InlineData("hostname", "FAUCET.example.org", "passed")]
    [InlineData("challenge_ts", null, "captcha-wrong")]
    [InlineData("challenge_ts", "yesterday", "captcha-wrong")]
    [InlineData("challenge_ts", "2027-03-14T15:10:26Z", "passed")]
    [InlineData("challenge_ts", "2027-03-14T15:10:27Z", "captcha-outdated")]
    public async Task A_success_of_another_site_or_time_is_none(string member, string? value, string expected)
    {
        foreach (var provider in new[] { Turnstile, HCaptcha, ReCaptcha })
        {
            await using var world = await HostedWorld.CreateAsync(provider);
            world.AnswerSuccess((member, value));

            Assert.Equal(expected, await world.JudgeAsync());
        }
    }

    [Theory]
    [InlineData(Turnstile, 300)]
    [InlineData(HCaptcha, 120)]
    [InlineData(ReCaptcha, 120)]
    public async Task A_token_is_good_for_as_long_as_its_provider_says(CaptchaProvider provider, int seconds)
    {
        await using var world = await HostedWorld.CreateAsync(provider);
        world.AnswerSuccess(("challenge_ts", $"{AltchaWorld.Start.AddSeconds(-seconds):yyyy-MM-ddTHH:mm:ssZ}"));

        Assert.Equal("passed", await world.JudgeAsync());
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("captcha-expired", await world.JudgeAsync());
    }

    [Theory]
    [InlineData("action", "withdraw", "captcha-other-action")]
    [InlineData("action", null, "captcha-other-action")]
    [InlineData("cdata", "somebody-else", "captcha-other-visitor")]
    [InlineData("cdata", null, "captcha-other-visitor")]
    public async Task Turnstile_has_to_say_our_action_and_our_visitor(string member, string? value, string expected)
    {
        await using var world = await HostedWorld.CreateAsync(Turnstile);
        world.AnswerSuccess((member, value));

        Assert.Equal(expected, await world.JudgeAsync());
    }

    [Theory]
    [InlineData(0.5, "claim", "passed")]
    [InlineData(1.0, "claim", "passed")]
    [InlineData(0.49, "claim", "captcha-wrong")]
    [InlineData(0.0, "claim", "captcha-wrong")]
    [InlineData(null, "claim", "captcha-wrong")]
    [InlineData(0.9, "login", "captcha-other-action")]
    [InlineData(0.9, null, "captcha-other-action")]
    public async Task ReCaptcha_3_has_to_say_our_action_and_score_enough(double? score, string? action, string expected)
    {
        await using var world = await HostedWorld.CreateAsync(ReCaptcha, change: options => options with { IsVersion3 = true });
        world.AnswerSuccess(("score", score), ("action", action));

        Assert.Equal(expected, await world.JudgeAsync());
    }

    [Theory]
    [InlineData("0.9")]
    [InlineData(true)]
    [InlineData(1e300)]
    public async Task A_score_that_is_no_number_is_none(object score)
    {
        await using var world = await HostedWorld.CreateAsync(ReCaptcha, change: options => options with { IsVersion3 = true });
        world.AnswerSuccess(("score", score), ("action", "claim"));

        Assert.Equal("captcha-wrong", await world.JudgeAsync());
    }

    [Theory]
    [InlineData(Turnstile, 2048)]
    [InlineData(HCaptcha, 4096)]
    [InlineData(ReCaptcha, 4096)]
    public async Task Asks_about_nothing_that_can_be_no_token(CaptchaProvider provider, int longest)
    {
        await using var world = await HostedWorld.CreateAsync(provider);

        Assert.Equal("captcha-missing", await world.JudgeAsync(null));
        Assert.Equal("captcha-missing", await world.JudgeAsync(""));
        Assert.Equal("captcha-malformed", await world.JudgeAsync(new string('a', longest + 1)));
        Assert.Equal("captcha-malformed", await world.JudgeAsync("white space"));
        Assert.Equal("captcha-malformed", await world.JudgeAsync("a\0b"));
        Assert.Equal("captcha-malformed", await world.JudgeAsync("é"));
        Assert.Empty(world.Server.Asked);

        Assert.Equal("passed", await world.JudgeAsync(new string('a', longest)));
    }
}
