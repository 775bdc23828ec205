using System.Security.Cryptography;
using System.Text;
using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha.Hosted;

/// <summary>What a hosted widget posted, before its provider is asked.</summary>
internal static class HostedToken
{
    /// <summary>The longest of any provider. Turnstile documents 2,048; the others document none, and reCAPTCHA's grow.</summary>
    public const int MaximumLength = 4096;

    /// <returns>Why it is not worth asking about, or null.</returns>
    public static CaptchaResult.Failed? FindFault(string? token, int longest) => token switch
    {
        null or "" => CaptchaFailures.Missing,
        _ when token.Length > longest || !token.All(c => c is > ' ' and <= '~') => CaptchaFailures.Malformed,
        _ => null,
    };

    /// <summary>The same token has the same nonce, so that a form posted twice finds its first outcome.</summary>
    public static CaptchaNonce NonceOf(CaptchaProvider provider, string token) =>
        CaptchaNonce.FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}:{token}")).AsSpan(0, CaptchaNonce.Length));
}
