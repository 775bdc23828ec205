using Faucet.Core.Captcha;
using Faucet.Web.Captcha;

namespace Faucet.Web.Site;

/// <summary>What browsers are told to refuse, on every response.</summary>
internal static class SecurityHeaders
{
    /// <summary>No inline script or style and nothing from elsewhere; 'data:' is for the small images that browsers draw controls with.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    private const string PermissionsPolicy =
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        + "microphone=(), midi=(), payment=(), serial=(), usb=()";

    /// <param name="hosted">The hosted check in use: its hosts are let into the page that has the check, and into no other.</param>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, CaptchaProvider? hosted)
    {
        var ofCheck = HostedWidget.Allow(ContentSecurityPolicy, hosted);
        return app.Use((context, next) =>
        {
            // Set when the response starts: the exception handler clears what was set before.
            context.Response.OnStarting(
                () =>
                {
                    Add(context.Response.Headers, context.Request.Path == "/" ? ofCheck : ContentSecurityPolicy);
                    return Task.CompletedTask;
                });
            return next(context);
        });
    }

    private static void Add(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;

        // Static files say how long they keep. Whatever says nothing may show somebody's wallet.
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }
    }
}
