using Faucet.Engine.Captcha.Waiting;

namespace Faucet.Web.Captcha;

/// <summary>Keeps a waiting ticket and the address that was typed, for browsers without scripts, until the ticket expires.</summary>
/// <remarks>The ticket proves itself and is bound to the visitor; the address is checked like a typed one.</remarks>
internal static class WaitingCookie
{
    private const char Separator = '!';
    private const int MaximumLength = 400;

    public static (string Ticket, string Address)? Read(HttpRequest request) =>
        request.Cookies[NameFor(request)] is { Length: <= MaximumLength } text && text.Split(Separator) is [var ticket, var address]
            ? (ticket, address)
            : null;

    /// <param name="address">As our decoder wrote it: it has no character that a cookie can't carry.</param>
    public static void Write(HttpContext context, TicketIssue.Issued issued, string address) => context.Response.Cookies.Append(
        NameFor(context.Request), $"{issued.Text}{Separator}{address}", Options(context.Request, issued.Ticket.ExpiresAt));

    public static void Delete(HttpContext context)
    {
        if (context.Request.Cookies.ContainsKey(NameFor(context.Request)))
        {
            context.Response.Cookies.Delete(NameFor(context.Request), Options(context.Request, null));
        }
    }

    private static CookieOptions Options(HttpRequest request, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        IsEssential = true,
        Expires = expires,
    };

    // Browsers accept the prefix only together with Secure, so plain http has to do without it.
    private static string NameFor(HttpRequest request) => request.IsHttps ? "__Host-faucet-waiting" : "faucet-waiting";
}
