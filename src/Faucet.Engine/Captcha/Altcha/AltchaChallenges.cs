using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Faucet.Engine.Captcha.Altcha;

/// <summary>Makes challenges for the ALTCHA widget. Nothing is stored: a challenge carries its own proof.</summary>
/// <param name="prepared">Where the expensive part is taken from; without, each challenge makes its own.</param>
public sealed class AltchaChallenges(AltchaSetup setup, PreparedPuzzles? prepared = null)
{
    private const int TimestampBytes = 6;

    /// <param name="effort">0 is the usual work, each step doubles it, up to <see cref="Core.Captcha.Difficulty.HighestEffort"/>.</param>
    /// <returns>JSON to send as it is, never from a cache: <c>{"parameters":{…},"signature":"…"}</c>.</returns>
    public async Task<string> CreateAsync(CaptchaBinding binding, DateTimeOffset now, int effort = 0, CancellationToken cancellationToken = default) =>
        JsonSerializer.Serialize(await ComposeAsync(binding, now, effort, cancellationToken), AltchaPayload.Json);

    internal async Task<AltchaChallenge> ComposeAsync(CaptchaBinding binding, DateTimeOffset now, int effort, CancellationToken cancellationToken) =>
        prepared is null ? Compose(binding, now, effort) : Bind(await prepared.TakeAsync(effort, now, cancellationToken), binding, now, effort);

    /// <summary>The same with a puzzle that is made for it.</summary>
    internal AltchaChallenge Compose(CaptchaBinding binding, DateTimeOffset now, int effort = 0) =>
        Bind(AltchaPuzzle.Draw(setup, effort, now), binding, now, effort);

    private AltchaChallenge Bind(AltchaPuzzle puzzle, CaptchaBinding binding, DateTimeOffset now, int effort)
    {
        var (secrets, options) = (setup.Secrets, setup.Options);
        return AltchaSigning.Sign(
            secrets.Signature,
            puzzle,
            new AltchaBinding(binding.Action, effort, secrets.HashVisitor(binding.Visitor)),
            options.Cost,
            (now + options.Lifetime).ToUnixTimeSeconds());
    }

    /// <summary>
    /// Milliseconds since 1970, then ten random bytes, in the manner of UUID version 7 (RFC 9562, 5.7): the index of used nonces grows at
    /// its end, and 80 random bits within a millisecond do not collide.
    /// </summary>
    internal static byte[] CreateNonce(DateTimeOffset now)
    {
        Span<byte> milliseconds = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, now.ToUnixTimeMilliseconds());

        var nonce = RandomNumberGenerator.GetBytes(CaptchaNonce.Length);
        milliseconds[^TimestampBytes..].CopyTo(nonce);
        return nonce;
    }
}
