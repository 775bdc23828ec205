using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Web.Wallets;

namespace Faucet.Web.Captcha;

/// <summary>Where the captcha widget gets its puzzle, once a visitor has typed an address.</summary>
internal static class ChallengeEndpoint
{
    public const string Path = "/captcha/challenge";

    /// <summary>Each challenge can be spent only by the visitor who asked, and is as hard as the load and the client's past say.</summary>
    public static IEndpointConventionBuilder MapCaptchaChallenge(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, AnswerAsync).RequireRateLimiting(ChallengeLimiter.Policy);

    private static async Task<IResult> AnswerAsync(
        HttpContext context, AltchaChallenges challenges, CaptchaDemands demands, VisitorCheck checks, TimeProvider time)
    {
        var binding = checks.BindingOf(context, VisitorCookie.Ensure(context));
        var effort = demands.EffortOfNext(binding.Client.Span, checks.StandingOf(context));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Text(await challenges.CreateAsync(binding, time.GetUtcNow(), effort, context.RequestAborted), "application/json");
    }
}
