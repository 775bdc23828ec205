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

    // It takes its services itself: what fills in parameters, forms included, would be put together at each start.
    private static async Task AnswerAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var checks = services.GetRequiredService<VisitorCheck>();
        var binding = checks.BindingOf(context, VisitorCookie.Ensure(context));
        var effort = services.GetRequiredService<CaptchaDemands>().EffortOfNext(binding.Client.Span, checks.StandingOf(context));
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var challenge = await services.GetRequiredService<AltchaChallenges>().CreateAsync(binding, now, effort, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await Results.Text(challenge, "application/json").ExecuteAsync(context);
    }
}
