using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>A faucet's captcha with cheap challenges and a visitor who solves them.</summary>
internal sealed class AltchaWorld
{
    public static readonly DateTimeOffset Start = new(2027, 3, 14, 15, 9, 26, TimeSpan.Zero);
    public static readonly AltchaOptions Cheap = new() { Cost = 100, MinCounter = 5, MaxCounter = 25 };
    public static readonly string SignatureSecret = new('a', 64);
    public static readonly AltchaSecrets Secrets = new(SignatureSecret, new string('b', 64));
    public static readonly CaptchaBinding Alice = new("claim", "alice");
    public static readonly CaptchaBinding Bob = new("claim", "bob");

    public AltchaWorld(AltchaSetup? setup = null)
    {
        Setup = setup ?? new AltchaSetup(Secrets, Cheap);
        Challenges = new AltchaChallenges(Setup);
        Verifier = new AltchaVerifier(Setup, new FakeTimeProvider(Start));
    }

    public AltchaSetup Setup { get; }

    public AltchaChallenges Challenges { get; }

    public AltchaVerifier Verifier { get; }

    public static AltchaSolution Solve(AltchaParameters parameters)
    {
        for (uint counter = 0; counter <= 100_000; counter++)
        {
            var key = Convert.ToHexStringLower(AltchaSigning.DeriveKey(
                Convert.FromHexString(parameters.Nonce), Convert.FromHexString(parameters.Salt), parameters.Cost, counter));
            if (key.StartsWith(parameters.KeyPrefix, StringComparison.Ordinal))
            {
                return new AltchaSolution(counter, key, 123.4);
            }
        }

        throw new InvalidOperationException("No counter solves this challenge.");
    }

    public AltchaPayload SolveNew(CaptchaBinding binding)
    {
        var challenge = Challenges.Compose(binding, Start);
        return new AltchaPayload(challenge, Solve(challenge.Parameters));
    }

    public Task<CaptchaResult> VerifyAsync(string? payload, CaptchaBinding binding) =>
        Verifier.VerifyAsync(payload, binding, TestContext.Current.CancellationToken);

    /// <returns>"passed", or the code of the failure.</returns>
    public async Task<string> JudgeAsync(AltchaPayload payload, CaptchaBinding binding, DateTimeOffset? at = null)
    {
        var verifier = at is { } now ? new AltchaVerifier(Setup, new FakeTimeProvider(now)) : Verifier;
        var result = await verifier.VerifyAsync(payload.Write(), binding, TestContext.Current.CancellationToken);
        return result is CaptchaResult.Failed failed ? failed.Code : "passed";
    }
}
