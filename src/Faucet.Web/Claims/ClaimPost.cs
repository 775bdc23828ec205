using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Web.Captcha;
using Faucet.Web.Clients;
using Faucet.Web.Site;
using Faucet.Web.Wallets;

namespace Faucet.Web.Claims;

/// <summary>Why a posted claim was not credited: what the front page shows.</summary>
internal sealed record ClaimAnswer(ClaimInput Input, ClaimOutcome Outcome);

/// <summary>Takes a posted claim. What is credited needs no page: the reply says where the wallet is. For all else the front page is drawn, with the reason.</summary>
/// <remarks>
/// In front of the pages, because running one costs more than the claim itself: that is what a crowd, or an attack, would wait for.
/// No antiforgery token: a claim counts only with a captcha solution that is bound to the visitor's SameSite=Strict cookie, and
/// another website can neither read the one nor send the other. The token would say the same again at ten times the page's cost.
/// </remarks>
internal sealed class ClaimPost(RequestDelegate next, RefusalTurns turns)
{
    private const string NoCookie = "Your browser did not send our cookie back. Please allow cookies for this site and claim again.";

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || request.Path != "/")
        {
            // Whatever was refused before it came to a page comes here again to be told so. Our own failures keep nobody waiting for that.
            using var turn = request.Path.Value?.StartsWith("/error/4", StringComparison.Ordinal) == true ? await turns.WaitAsync(context.RequestAborted) : null;
            await next(context);
            return;
        }

        if (request.IsCrossSite())
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (await ClaimInput.ReadAsync(request) is not { } input)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var visitor = VisitorCookie.Read(request);
        var buckets = context.RequestServices.GetRequiredService<VisitorCheck>().BucketsOf(context, visitor);
        await turns.AnswerAsync(
            ClientKeys.HostKeyIn(buckets), () => JudgeAsync(context, input, visitor, buckets), outcome => AnswerAsync(context, input, outcome), context.RequestAborted);
    }

    private static async Task<ClaimOutcome> JudgeAsync(HttpContext context, ClaimInput input, string? visitor, IReadOnlyList<BucketKey> buckets)
    {
        if (visitor is null)
        {
            return new ClaimOutcome.Invalid("Captcha", "captcha-no-cookie", NoCookie);
        }

        // Asked for here: there is none before the database is ready, and the faucet starts without it.
        var claims = context.RequestServices.GetRequiredService<ClaimService>();
        var form = new ClaimForm(input.Address, input.Answers, visitor, context.ClientIp()) { Buckets = buckets };
        return await claims.ClaimAsync(form, context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context, ClaimInput input, ClaimOutcome outcome)
    {
        if (outcome is ClaimOutcome.Accepted accepted)
        {
            var cookie = context.RequestServices.GetRequiredService<WalletCookie>();
            var isOpener = accepted.OpensWallet || (cookie.Read(context.Request) is { IsOpener: true } known && known.Id == accepted.WalletId);
            cookie.Write(context, new RememberedWallet(accepted.WalletId, accepted.ClaimId, accepted.Drip.Amount, isOpener));
            await AcceptAsync(context, accepted.ClaimId);
            return;
        }

        context.Features.Set(new ClaimAnswer(input, outcome));
        await next(context);
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
