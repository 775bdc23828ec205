using Faucet.Core.Addresses;
using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha.Hosted;

/// <summary>How to use the one hosted check.</summary>
/// <param name="VerifyUrl">Where tokens are verified; null is the provider's documented address.</param>
/// <param name="ExpectedHost">The host name that visitors see: a token that was solved on another site is refused.</param>
public sealed record HostedOptions(string SiteKey, string Secret, Uri? VerifyUrl, string ExpectedHost)
{
    private const int LongestKey = 256;

    /// <summary>reCAPTCHA only: version 3 scores visitors instead of asking them.</summary>
    public bool IsVersion3 { get; init; }

    /// <summary>reCAPTCHA version 3 only: the least score that passes, in percent.</summary>
    public int MinimumScorePercent { get; init; } = 50;

    public Uri VerifyUrlOf(CaptchaProvider provider) => VerifyUrl ?? new Uri(provider switch
    {
        CaptchaProvider.Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
        CaptchaProvider.HCaptcha => "https://api.hcaptcha.com/siteverify",
        CaptchaProvider.ReCaptcha => "https://www.google.com/recaptcha/api/siteverify",
        _ => throw new InvalidOperationException($"There is no hosted check called {provider}."),
    });

    /// <summary>The first thing wrong with these options, as the operator reads it, or null when they can be used.</summary>
    public string? FindFault(CaptchaProvider provider, BitcoinNetwork network, bool isProduction)
    {
        var name = $"Captcha__{provider}__";
        return this switch
        {
            { SiteKey.Length: 0 or > LongestKey } => $"{name}SiteKey is needed.",
            { Secret.Length: 0 or > LongestKey } => $"{name}Secret is needed.",
            { ExpectedHost.Length: 0 } => $"{name}ExpectedHost is needed: the host name in visitors' address bars, such as faucet.example.org.",
            _ when Uri.CheckHostName(ExpectedHost) is UriHostNameType.Unknown => $"{name}ExpectedHost is a host name alone, without https:// and port.",
            _ when VerifyUrlOf(provider) is not { Scheme: "https" } and not { Scheme: "http", IsLoopback: true } =>
                $"{name}VerifyUrl begins with https://: the secret is sent there.",
            { MinimumScorePercent: < 1 or > 100 } => $"{name}MinimumScorePercent is 1 to 100.",
            _ when (isProduction || network is BitcoinNetwork.Mainnet) && (HostedTestKeys.IsOne(SiteKey) || HostedTestKeys.IsOne(Secret)) =>
                $"{name}SiteKey or {name}Secret is a published test key, which lets everybody pass. It is taken in Development and off mainnet only.",
            _ => null,
        };
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"HostedOptions {SiteKey}";
}
