using Faucet.Web.Wallets;

namespace Faucet.Web.Captcha;

/// <summary>Where the captcha widget gets its puzzle, once a visitor has typed an address.</summary>
internal static class ChallengeEndpoint
{
    public const string Path = "/captcha/challenge";

    /// <param name="create">Makes a challenge, as JSON, that only the visitor of this id can spend.</param>
    public static RouteHandlerBuilder MapCaptchaChallenge(this IEndpointRouteBuilder routes, Func<HttpContext, string, string> create) =>
        routes.MapGet(Path, (HttpContext context) =>
        {
            var visitor = VisitorCookie.Ensure(context);
            context.Response.Headers.CacheControl = "no-store";
            return Results.Text(create(context, visitor), "application/json");
        });
}
