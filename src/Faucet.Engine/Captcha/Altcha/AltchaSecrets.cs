using System.Security.Cryptography;
using System.Text;
using Faucet.Engine.Data;

namespace Faucet.Engine.Captcha.Altcha;

/// <summary>What proves that a challenge is ours. Whoever has <see cref="Signature"/> and <see cref="Key"/> claims without work.</summary>
public sealed class AltchaSecrets
{
    private const int MinimumLength = 32;
    private const int GeneratedBytes = 32;

    /// <param name="signature">Signs challenges. At least 32 characters; used as UTF-8, as altcha-lib does.</param>
    /// <param name="key">Signs derived keys. At least 32 characters, and another.</param>
    /// <exception cref="ArgumentException">One is too short, or they are the same. The message has no part of them.</exception>
    public AltchaSecrets(string signature, string key)
    {
        if (signature is not { Length: >= MinimumLength } || key is not { Length: >= MinimumLength })
        {
            throw new ArgumentException("Captcha secrets have at least 32 characters each.");
        }

        if (signature == key)
        {
            throw new ArgumentException("The two captcha secrets must differ.");
        }

        Signature = KeyedHash.OfText(signature);
        Key = KeyedHash.OfText(key);
    }

    internal KeyedHash Signature { get; }

    internal KeyedHash Key { get; }

    /// <summary>A new pair of 32 random bytes each, as hex.</summary>
    public static AltchaSecrets Generate() => new(
        RandomNumberGenerator.GetHexString(2 * GeneratedBytes, lowercase: true),
        RandomNumberGenerator.GetHexString(2 * GeneratedBytes, lowercase: true));

    /// <summary>What a challenge carries in place of the visitor's cookie id, which must not leave its cookie.</summary>
    internal string HashVisitor(string visitor) => AltchaSigning.Sign(Signature, Encoding.UTF8.GetBytes("visitor:" + visitor))[..32];
}
