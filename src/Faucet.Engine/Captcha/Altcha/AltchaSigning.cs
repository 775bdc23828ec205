using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Faucet.Engine.Data;

namespace Faucet.Engine.Captcha.Altcha;

/// <summary>The arithmetic of ALTCHA's PoW v2 with PBKDF2/SHA-256 and HMAC-SHA-256, without dice and clock.</summary>
internal static class AltchaSigning
{
    public const string Algorithm = "PBKDF2/SHA-256";
    public const int KeyLength = 32;
    public const int SaltLength = 16;

    /// <param name="nonce">16 bytes.</param>
    public static byte[] DeriveKey(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> salt, int cost, uint counter)
    {
        Span<byte> password = stackalloc byte[CaptchaNonce.Length + sizeof(uint)];
        nonce.CopyTo(password);
        BinaryPrimitives.WriteUInt32BigEndian(password[CaptchaNonce.Length..], counter);
        return Rfc2898DeriveBytes.Pbkdf2(password, salt, cost, HashAlgorithmName.SHA256, KeyLength);
    }

    /// <summary>A puzzle whose solver has to find <paramref name="counter"/>.</summary>
    public static AltchaPuzzle Prepare(
        KeyedHash keySecret, int cost, uint counter, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> salt, DateTimeOffset madeAt)
    {
        var key = DeriveKey(nonce, salt, cost, counter);

        // Half of the key tells the solver that it arrived; the other half is the proof that it did.
        return new AltchaPuzzle(
            KeyPrefix: Convert.ToHexStringLower(key.AsSpan(0, KeyLength / 2)),
            KeySignature: Sign(keySecret, key),
            Nonce: Convert.ToHexStringLower(nonce),
            Salt: Convert.ToHexStringLower(salt),
            madeAt);
    }

    /// <summary>Makes a puzzle the challenge of one visitor for one action.</summary>
    public static AltchaChallenge Sign(KeyedHash signatureSecret, AltchaPuzzle puzzle, AltchaBinding data, int cost, long expiresAt)
    {
        var parameters = new AltchaParameters(
            Algorithm, cost, data, expiresAt, KeyLength, puzzle.KeyPrefix, puzzle.KeySignature, puzzle.Nonce, puzzle.Salt);
        return new AltchaChallenge(parameters, Sign(signatureSecret, parameters.ToCanonicalJson()));
    }

    /// <returns>64 lower-case hex digits.</returns>
    public static string Sign(KeyedHash secret, ReadOnlySpan<byte> message) => Convert.ToHexStringLower(secret.Hash(message));
}
