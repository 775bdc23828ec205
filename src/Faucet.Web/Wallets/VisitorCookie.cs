using System.Security.Cryptography;

namespace Faucet.Web.Wallets;

/// <summary>A random id of the browser. A captcha is bound to it, so that its solution can't be used elsewhere, and limits know the device by it.</summary>
/// <remarks>SameSite=Strict: a form on another website is sent without it, which is what makes the solution serve as the form's token.</remarks>
internal static class VisitorCookie
{
    private const int Bytes = 16;

    /// <summary>As long as browsers keep a cookie at most.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    public static string? Read(HttpRequest request) =>
        request.Cookies[NameFor(request)] is { Length: 2 * Bytes } id && id.All(char.IsAsciiHexDigitLower) ? id : null;

    /// <summary>The visitor's id; a new one is set on the response if the request brought none.</summary>
    public static string Ensure(HttpContext context)
    {
        if (Read(context.Request) is { } known)
        {
            return known;
        }

        var id = RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
        context.Response.Cookies.Append(NameFor(context.Request), id, new CookieOptions
        {
            HttpOnly = true,
            Secure = context.Request.IsHttps,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            MaxAge = Lifetime,
            IsEssential = true,
        });
        return id;
    }

    // Browsers accept the prefix only together with Secure, so plain http has to do without it.
    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-faucet-visitor" : "faucet-visitor";
}
