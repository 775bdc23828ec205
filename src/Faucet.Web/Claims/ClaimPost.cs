using System.Globalization;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;
using Faucet.Web.Captcha;
using Faucet.Web.Clients;
using Faucet.Web.Site;
using Faucet.Web.Wallets;

namespace Faucet.Web.Claims;

/// <summary>Why a posted claim was not credited: what the front page shows.</summary>
/// <param name="Status">What the reply says to programs.</param>
internal sealed record ClaimAnswer(ClaimInput Input, ClaimOutcome Outcome, int Status);

/// <summary>Takes a posted claim. What is credited needs no page: the reply says where the wallet is. For all else the front page is drawn, with the reason.</summary>
/// <remarks>
/// In front of the pages, because running one costs more than the claim itself: that is what a crowd, or an attack, would wait for.
/// No antiforgery token: a claim counts only with a captcha solution that is bound to the visitor's SameSite=Strict cookie, and
/// another website can neither read the one nor send the other. The token would say the same again at ten times the page's cost.
/// </remarks>
internal sealed class ClaimPost(RequestDelegate next, RefusalGate gate, TimeProvider clock)
{
    private static readonly byte[] TurnedAwayProblem =
        """{"type":"/problems/too-many-refused","status":429,"code":"too-many-refused","detail":"Many claims from your internet connection were refused just now. Wait ten seconds and try again."}"""u8.ToArray();

    private static readonly byte[] TurnedAwayPage =
        """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>One moment</title><h1>One moment</h1><p>Many claims from your internet connection were refused just now. Wait ten seconds, then <a href="/">try again</a>. Nothing is lost.</p></html>"""u8.ToArray();

    private const string NoCookie = "Your browser did not send our cookie back. Please allow cookies for this site and claim again.";

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Path != "/")
        {
            await next(context);
            return;
        }

        if (gate.ClosedFor(context.ClientIp()) is { } wait)
        {
            await TurnAwayAsync(context, wait);
            return;
        }

        if (request.IsCrossSite())
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (await ClaimInput.ReadAsync(request) is not { } input)
        {
            gate.CountRefused(context.ClientIp());
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        // Asked for here: there is none before the database is ready, and the faucet starts without it.
        var services = context.RequestServices;
        var outcome = VisitorCookie.Read(request) is { } visitor
            ? await services.GetRequiredService<ClaimService>().ClaimAsync(
                new ClaimForm(input.Address, input.Answers, visitor, context.ClientIp()), context.RequestAborted)
            : new ClaimOutcome.Invalid("Captcha", "captcha-no-cookie", NoCookie);
        if (outcome is not ClaimOutcome.Accepted { IsRepeat: false })
        {
            gate.CountRefused(context.ClientIp());
        }

        if (outcome is ClaimOutcome.Accepted accepted)
        {
            var cookie = services.GetRequiredService<WalletCookie>();
            var isOpener = accepted.OpensWallet || (cookie.Read(request) is { IsOpener: true } known && known.Id == accepted.WalletId);
            cookie.Write(context, new RememberedWallet(accepted.WalletId, accepted.ClaimId, accepted.Drip.Amount, isOpener));
            await AcceptAsync(context, accepted.ClaimId);
            return;
        }

        await RefuseAsync(context, input, outcome);
    }

    private async Task RefuseAsync(HttpContext context, ClaimInput input, ClaimOutcome outcome)
    {
        var (status, code, message, retryAt) = outcome switch
        {
            ClaimOutcome.Refused { Refusal: { RetryAt: null } never } => (StatusCodes.Status403Forbidden, never.Code, never.Message, (DateTimeOffset?)null),
            ClaimOutcome.Refused { Refusal: var later } => (StatusCodes.Status429TooManyRequests, later.Code, later.Message, later.RetryAt),
            ClaimOutcome.Invalid { Code: CaptchaFailures.UnavailableCode } silent =>
                (StatusCodes.Status503ServiceUnavailable, silent.Code, silent.Message, clock.GetUtcNow().AddSeconds(CaptchaFailures.UnavailableSeconds)),
            ClaimOutcome.Invalid invalid => (StatusCodes.Status422UnprocessableEntity, invalid.Code, invalid.Message, null),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        if (retryAt is { } at)
        {
            context.Response.RetryAt(at, clock);
        }

        if (context.Request.WantsProblem())
        {
            await Problems.WriteAsync(context, status, code, message, outcome is ClaimOutcome.Refused ? retryAt : null);
            return;
        }

        context.Features.Set(new ClaimAnswer(input, outcome, status));
        await next(context);
    }

    /// <summary>A few bytes, and not the page: turning somebody away has to be cheaper than serving him. What he typed is one step back in his browser.</summary>
    private static async Task TurnAwayAsync(HttpContext context, TimeSpan wait)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        var (type, body) = context.Request.WantsProblem() ? ("application/problem+json", TurnedAwayProblem) : ("text/html; charset=utf-8", TurnedAwayPage);
        response.ContentType = type;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static async Task AcceptAsync(HttpContext context, string claim)
    {
        WaitingCookie.Delete(context);
        context.Response.Headers.Location = "/wallet?claim=" + Uri.EscapeDataString(claim);
        if (!context.Request.WantsProblem())
        {
            // Read that page next: a reload then repeats the reading, not the post.
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            return;
        }

        // A script would follow a redirect by itself, and read the page only to ask for it once more.
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(new { claim }, context.RequestAborted);
    }
}
