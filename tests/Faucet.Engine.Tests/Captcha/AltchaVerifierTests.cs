using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class AltchaVerifierTests
{
    private static readonly AltchaWorld World = new();

    [Fact]
    public async Task Accepts_a_solution_and_names_its_nonce()
    {
        var payload = World.SolveNew(AltchaWorld.Alice);

        var passed = Assert.IsType<CaptchaResult.Passed>(await World.VerifyAsync(payload.Write(), AltchaWorld.Alice));

        Assert.Equal(payload.Challenge.Parameters.Nonce, passed.Nonce.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task Says_that_nothing_was_posted(string? payload) =>
        Assert.Equal("captcha-missing", Assert.IsType<CaptchaResult.Failed>(await World.VerifyAsync(payload, AltchaWorld.Alice)).Code);

    [Theory]
    [InlineData(-1, "passed")]
    [InlineData(0, "passed")]
    [InlineData(1, "captcha-expired")]
    [InlineData(86_400, "captcha-expired")]
    public async Task Expires_after_its_last_second(int secondsAfterExpiry, string expected)
    {
        var payload = World.SolveNew(AltchaWorld.Alice);
        var expiry = DateTimeOffset.FromUnixTimeSeconds(payload.Challenge.Parameters.ExpiresAt);

        Assert.Equal(expected, await World.JudgeAsync(payload, AltchaWorld.Alice, expiry.AddSeconds(secondsAfterExpiry)));
    }

    [Theory]
    [InlineData(0, "passed")]
    [InlineData(-1, "captcha-outdated")]
    [InlineData(-86_400, "captcha-outdated")]
    public async Task Refuses_what_a_clock_made_that_was_ahead(int secondsAfterCreation, string expected) => Assert.Equal(
        expected,
        await World.JudgeAsync(World.SolveNew(AltchaWorld.Alice), AltchaWorld.Alice, AltchaWorld.Start.AddSeconds(secondsAfterCreation)));

    [Fact]
    public async Task Accepts_the_previous_secrets_and_no_older_ones()
    {
        var (second, third) = (AltchaSecrets.Generate(), AltchaSecrets.Generate());
        var payload = World.SolveNew(AltchaWorld.Alice);

        var afterOneRotation = new AltchaWorld(new AltchaSetup(second, AltchaWorld.Cheap, AltchaWorld.Secrets));
        var afterTwoRotations = new AltchaWorld(new AltchaSetup(third, AltchaWorld.Cheap, second));

        Assert.Equal("passed", await afterOneRotation.JudgeAsync(payload, AltchaWorld.Alice));
        Assert.Equal("captcha-other-visitor", await afterOneRotation.JudgeAsync(payload, AltchaWorld.Bob));
        Assert.Equal("captcha-wrong", await afterTwoRotations.JudgeAsync(payload, AltchaWorld.Alice));
    }

    [Fact]
    public async Task Accepts_the_previous_options_and_no_older_ones()
    {
        var harder = AltchaWorld.Cheap with { Cost = 200 };
        var hardest = AltchaWorld.Cheap with { Cost = 300 };
        var payload = World.SolveNew(AltchaWorld.Alice);

        var afterOneChange = new AltchaWorld(new AltchaSetup(AltchaWorld.Secrets, harder, null, AltchaWorld.Cheap));
        var afterTwoChanges = new AltchaWorld(new AltchaSetup(AltchaWorld.Secrets, hardest, null, harder));

        Assert.Equal("passed", await afterOneChange.JudgeAsync(payload, AltchaWorld.Alice));
        Assert.Equal("captcha-outdated", await afterTwoChanges.JudgeAsync(payload, AltchaWorld.Alice));
    }

    [Fact]
    public async Task Refuses_a_lifetime_longer_than_today()
    {
        var shorter = AltchaWorld.Cheap with { Lifetime = AltchaWorld.Cheap.Lifetime - TimeSpan.FromSeconds(1) };
        var world = new AltchaWorld(new AltchaSetup(AltchaWorld.Secrets, shorter));

        Assert.Equal("captcha-outdated", await world.JudgeAsync(World.SolveNew(AltchaWorld.Alice), AltchaWorld.Alice));
    }

    [Theory]
    [InlineData(4, "captcha-wrong")]
    [InlineData(5, "passed")]
    [InlineData(25, "passed")]
    [InlineData(26, "captcha-wrong")]
    [InlineData(-1, "captcha-wrong")]
    [InlineData(4294967296L, "captcha-wrong")]
    [InlineData(long.MaxValue, "captcha-wrong")]
    public async Task Refuses_counters_that_no_challenge_has(long counter, string expected)
    {
        var payload = World.SolveNew(AltchaWorld.Alice);

        var claimed = payload with { Solution = payload.Solution with { Counter = counter } };

        Assert.Equal(expected, await World.JudgeAsync(claimed, AltchaWorld.Alice));
    }

    [Fact]
    public async Task Other_counters_and_times_make_no_other_nonce()
    {
        var payload = World.SolveNew(AltchaWorld.Alice);
        var variants = Enumerable.Range(5, 21).Select(n => payload with { Solution = payload.Solution with { Counter = n, Time = n } });

        var results = await Task.WhenAll(variants.Select(v => World.VerifyAsync(v.Write(), AltchaWorld.Alice)));

        Assert.Equal(
            Enumerable.Repeat(payload.Challenge.Parameters.Nonce, 21),
            results.Select(r => Assert.IsType<CaptchaResult.Passed>(r).Nonce.ToString()));
    }

    [Fact]
    public async Task Refuses_another_action() => Assert.Equal(
        "captcha-other-action", await World.JudgeAsync(World.SolveNew(AltchaWorld.Alice), new CaptchaBinding("withdraw", "alice")));

    [Fact]
    public async Task Refuses_10_000_times_what_another_visitor_solved()
    {
        var payload = World.SolveNew(AltchaWorld.Alice).Write();

        for (var i = 0; i < 10_000; i++)
        {
            var result = await World.VerifyAsync(payload, new CaptchaBinding("claim", $"bob-{i}"));
            Assert.Equal("captcha-other-visitor", Assert.IsType<CaptchaResult.Failed>(result).Code);
        }
    }

    [Fact]
    public async Task Refuses_an_answer_to_another_challenge()
    {
        var (first, second) = (World.SolveNew(AltchaWorld.Alice), World.SolveNew(AltchaWorld.Alice));

        Assert.Equal("captcha-wrong", await World.JudgeAsync(first with { Solution = second.Solution }, AltchaWorld.Alice));
    }

    [Fact]
    public async Task Refuses_the_prefix_in_place_of_the_key()
    {
        var payload = World.SolveNew(AltchaWorld.Alice);
        var guess = payload.Challenge.Parameters.KeyPrefix + new string('0', 32);

        var claimed = payload with { Solution = payload.Solution with { DerivedKey = guess } };

        Assert.Equal("captcha-wrong", await World.JudgeAsync(claimed, AltchaWorld.Alice));
    }

    [Theory]
    [InlineData(3072, true)]
    [InlineData(3073, false)]
    public async Task Reads_4_KiB_of_base64_and_no_more(int bytes, bool isRead)
    {
        var json = Convert.FromBase64String(World.SolveNew(AltchaWorld.Alice).Write());
        byte[] padded = [.. json, .. Enumerable.Repeat((byte)' ', bytes - json.Length)];

        var result = await World.VerifyAsync(Convert.ToBase64String(padded), AltchaWorld.Alice);

        Assert.Equal(isRead, result is CaptchaResult.Passed);
    }

    /// <summary>The signature says that we wrote it, perhaps long ago or by mistake: each rule stands on its own.</summary>
    [Theory]
    [InlineData("algorithm", "captcha-outdated")]
    [InlineData("key length", "captcha-outdated")]
    [InlineData("cost", "captcha-outdated")]
    [InlineData("never expires", "captcha-outdated")]
    [InlineData("expired before time", "captcha-expired")]
    [InlineData("no nonce", "captcha-malformed")]
    [InlineData("other key", "captcha-wrong")]
    [InlineData("effort", "captcha-outdated")]
    [InlineData("negative effort", "captcha-outdated")]
    [InlineData("no effort", "captcha-malformed")]
    public async Task Refuses_what_is_signed_but_not_todays(string what, string expected)
    {
        var (challenge, solution) = World.SolveNew(AltchaWorld.Alice);
        var parameters = what switch
        {
            "algorithm" => challenge.Parameters with { Algorithm = "SHA-256" },
            "key length" => challenge.Parameters with { KeyLength = 16 },
            "cost" => challenge.Parameters with { Cost = 1 },
            "effort" => challenge.Parameters with { Data = challenge.Parameters.Data with { Effort = 5 } },
            "no effort" => challenge.Parameters with { Data = challenge.Parameters.Data with { Effort = null } },
            "negative effort" => challenge.Parameters with { Data = challenge.Parameters.Data with { Effort = -1 } },
            "no nonce" => challenge.Parameters with { Nonce = challenge.Parameters.Nonce.ToUpperInvariant() + "00" },
            "never expires" => challenge.Parameters with { ExpiresAt = long.MaxValue },
            "expired before time" => challenge.Parameters with { ExpiresAt = long.MinValue },
            _ => challenge.Parameters with { KeySignature = new string('0', 64) },
        };
        var signature = AltchaSigning.Sign(AltchaWorld.Secrets.Signature, parameters.ToCanonicalJson());

        var payload = new AltchaPayload(new AltchaChallenge(parameters, signature), solution);

        Assert.Equal(expected, await World.JudgeAsync(payload, AltchaWorld.Alice));
    }
}
