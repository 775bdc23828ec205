using System.Text.RegularExpressions;

namespace Faucet.Engine.Captcha.Hosted;

/// <summary>Keys that the providers publish for trying things out: they pass everybody, or nobody.</summary>
internal static partial class HostedTestKeys
{
    public static bool IsOne(string key) => Turnstile().IsMatch(key) || HCaptcha().IsMatch(key) || ReCaptcha().IsMatch(key);

    [GeneratedRegex("^[1-3]x0{16,}[A-F]{2}$", RegexOptions.IgnoreCase)]
    private static partial Regex Turnstile();

    [GeneratedRegex("^([1-9]0000000-ffff-ffff-ffff-00000000000[0-9]|0x0+)$", RegexOptions.IgnoreCase)]
    private static partial Regex HCaptcha();

    [GeneratedRegex("^(6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI|6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe)$")]
    private static partial Regex ReCaptcha();
}
