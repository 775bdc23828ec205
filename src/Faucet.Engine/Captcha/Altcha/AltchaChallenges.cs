using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Faucet.Engine.Captcha.Altcha;

/// <summary>Makes challenges for the ALTCHA widget. Nothing is stored: a challenge carries its own proof.</summary>
public sealed class AltchaChallenges(AltchaSetup setup)
{
    private const int TimestampBytes = 6;

    /// <summary>A new challenge; takes one key derivation.</summary>
    /// <returns>JSON to send as it is, never from a cache: <c>{"parameters":{…},"signature":"…"}</c>.</returns>
    public string Create(CaptchaBinding binding, DateTimeOffset now) =>
        JsonSerializer.Serialize(Compose(binding, now), AltchaPayload.Json);

    internal AltchaChallenge Compose(CaptchaBinding binding, DateTimeOffset now)
    {
        var (secrets, options) = (setup.Secrets, setup.Options);
        return AltchaSigning.Compose(
            secrets.Signature,
            secrets.Key,
            new AltchaBinding(binding.Action, secrets.HashVisitor(binding.Visitor)),
            options.Cost,
            (uint)RandomNumberGenerator.GetInt32(options.MinCounter, options.MaxCounter + 1),
            (now + options.Lifetime).ToUnixTimeSeconds(),
            CreateNonce(now),
            RandomNumberGenerator.GetBytes(AltchaSigning.SaltLength));
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
