using System.Text.Json;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class AltchaChallengesTests
{
    private static readonly AltchaChallenges Challenges = new AltchaWorld().Challenges;

    [Fact]
    public async Task Sends_parameters_and_signature_and_nothing_else()
    {
        using var json = JsonDocument.Parse(await Challenges.CreateAsync(AltchaWorld.Alice, AltchaWorld.Start, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(["parameters", "signature"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["algorithm", "cost", "data", "expiresAt", "keyLength", "keyPrefix", "keySignature", "nonce", "salt"],
            json.RootElement.GetProperty("parameters").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Does_not_send_the_visitors_id()
    {
        var visitor = new CaptchaBinding("claim", "3f8a1c");

        Assert.DoesNotContain("3f8a1c", await Challenges.CreateAsync(visitor, AltchaWorld.Start, cancellationToken: TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("3f8a1c", visitor.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sends_half_of_the_key_only()
    {
        var parameters = Challenges.Compose(AltchaWorld.Alice, AltchaWorld.Start).Parameters;

        Assert.Equal(32, parameters.KeyPrefix.Length);
        Assert.StartsWith(parameters.KeyPrefix, AltchaWorld.Solve(parameters).DerivedKey, StringComparison.Ordinal);
    }

    [Fact]
    public void Expires_a_lifetime_from_now() => Assert.Equal(
        (AltchaWorld.Start + AltchaWorld.Cheap.Lifetime).ToUnixTimeSeconds(),
        Challenges.Compose(AltchaWorld.Alice, AltchaWorld.Start).Parameters.ExpiresAt);

    [Fact]
    public void Nonces_begin_with_the_time_and_grow_with_it()
    {
        var early = AltchaChallenges.CreateNonce(DateTimeOffset.FromUnixTimeMilliseconds(0x0123_4567_89AB));
        var later = AltchaChallenges.CreateNonce(DateTimeOffset.FromUnixTimeMilliseconds(0x0123_4567_89AC));

        Assert.Equal("0123456789ab", Convert.ToHexStringLower(early.AsSpan(0, 6)));
        Assert.True(early.AsSpan().SequenceCompareTo(later) < 0);
    }

    [Fact]
    public void Nonces_of_one_millisecond_differ() => Assert.Equal(
        10_000,
        Enumerable.Range(0, 10_000).Select(_ => Convert.ToHexString(AltchaChallenges.CreateNonce(AltchaWorld.Start))).Distinct().Count());

    [Fact]
    public void Draws_every_counter_of_its_range_and_no_other()
    {
        var narrow = new AltchaOptions { Cost = 100, MinCounter = 3, MaxCounter = 13 };
        var challenges = new AltchaChallenges(new AltchaSetup(AltchaWorld.Secrets, narrow));

        // That one of 11 counters is missing in 500 draws has a chance of about 11 * (10/11)^500, 10^-20.
        var counters = Enumerable.Range(0, 500)
            .Select(_ => AltchaWorld.Solve(challenges.Compose(AltchaWorld.Alice, AltchaWorld.Start).Parameters).Counter);

        Assert.Equal(Enumerable.Range(3, 11).Select(n => (long)n), counters.Distinct().Order());
    }
}
