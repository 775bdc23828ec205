using Faucet.Core.Captcha;

namespace Faucet.Web.Captcha;

/// <summary>The widget of a hosted check, as hosted.js needs it.</summary>
/// <param name="Name">Turnstile, hcaptcha…, in lower case.</param>
/// <param name="Cdata">What the widget carries for us to its provider and back: the hash of the visitor's id.</param>
internal sealed record HostedWidget(string Name, string SiteKey, string Script, string Action, string? Cdata, int Version)
{
    /// <summary>The hosts that each provider documents for a content security policy.</summary>
    public static string Allow(string policy, CaptchaProvider? provider)
    {
        var (scripts, frames, others) = provider switch
        {
            null => ("", "", ""),
            CaptchaProvider.Turnstile => ("https://challenges.cloudflare.com", "https://challenges.cloudflare.com", ""),
            CaptchaProvider.HCaptcha => (HCaptchaHosts, HCaptchaHosts, HCaptchaHosts),
            CaptchaProvider.ReCaptcha => (
                "https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/",
                "https://www.google.com/recaptcha/ https://recaptcha.google.com/recaptcha/",
                ""),
            _ => throw new InvalidOperationException($"There is no hosted check called {provider}."),
        };
        if (scripts.Length == 0)
        {
            return policy;
        }

        var opened = policy.Replace("script-src 'self'", $"script-src 'self' {scripts}", StringComparison.Ordinal);
        if (others.Length > 0)
        {
            opened = opened
                .Replace("style-src 'self'", $"style-src 'self' {others}", StringComparison.Ordinal)
                .Replace("connect-src 'self'", $"connect-src 'self' {others}", StringComparison.Ordinal);
        }

        return $"{opened}; frame-src {frames}";
    }

    public static string ScriptOf(CaptchaProvider provider, string siteKey, bool isVersion3) => provider switch
    {
        CaptchaProvider.Turnstile => "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
        CaptchaProvider.HCaptcha => "https://js.hcaptcha.com/1/api.js?render=explicit&recaptchacompat=off",
        CaptchaProvider.ReCaptcha => "https://www.google.com/recaptcha/api.js?render=" + (isVersion3 ? Uri.EscapeDataString(siteKey) : "explicit"),
        _ => throw new InvalidOperationException($"There is no hosted check called {provider}."),
    };

    private const string HCaptchaHosts = "https://hcaptcha.com https://*.hcaptcha.com";
}
