using System.Diagnostics;
using System.Globalization;
using System.Net;
using Faucet.Core.Claims;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Wallets;
using Faucet.Web.Captcha;
using Faucet.Web.Site;
using Faucet.Web.Wallets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Faucet.Web.Claims;

/// <summary>The front page: one field, one button, and what one gets.</summary>
/// <remarks>
/// No antiforgery token: a claim counts only with a captcha solution that is bound to the visitor's SameSite=Strict cookie, and
/// another website can neither read the one nor send the other. The token would say the same again at ten times the page's cost.
/// </remarks>
[IgnoreAntiforgeryToken]
internal sealed class ClaimModel(ClaimService claims, WalletReader wallets, WalletCookie walletCookie, VisitorCheck checks, TimeProvider clock) : PageModel
{
    public ClaimOffer Offer { get; private set; } = null!; // Every path that renders the page sets it first.

    /// <summary>What the visitor has to pass, for the page to render.</summary>
    public CheckView Check { get; private set; } = null!; // Set together with the offer.

    public string? Address { get; private set; }

    /// <summary>Why a claim is not possible: what was just answered, or else what would be.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>True when a claim was just sent and refused, false when the page only says so beforehand.</summary>
    public bool WasRefused { get; private set; }

    public ClaimOutcome.Invalid? Error { get; private set; }

    /// <summary>What was posted shows that no check ran, or that this visitor waits already.</summary>
    public bool MayWantToWait => Error?.Code is "captcha-missing" or "captcha-ticket-early" or "captcha-ticket-expired" or "captcha-ticket-wrong";

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (walletCookie.Read(Request) is { } remembered && await wallets.FindAsync(remembered.Id, cancellationToken) is { } statement)
        {
            Address = statement.Address;
        }

        await OfferAsync(cancellationToken);
        Refusal = Offer.Refusal;
    }

    /// <param name="input">Null when the form is too big or too damaged to be read.</param>
    public async Task<IActionResult> OnPostAsync([FromForm] ClaimInput? input, CancellationToken cancellationToken)
    {
        if (Request.Headers["Sec-Fetch-Site"] == "cross-site")
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (input is null || !ModelState.IsValid || !Request.HasFormContentType || Request.Form.Any(field => field.Value.Count > 1))
        {
            return StatusCode(StatusCodes.Status400BadRequest);
        }

        if (VisitorCookie.Read(Request) is not { } visitor)
        {
            const string noCookie = "Your browser did not send our cookie back. Please allow cookies for this site and claim again.";
            return await InvalidAsync(input, new ClaimOutcome.Invalid("Captcha", "captcha-no-cookie", noCookie), cancellationToken);
        }

        var form = new ClaimForm(input.Address, input.Answers, visitor, Client);
        return await claims.ClaimAsync(form, cancellationToken) switch
        {
            ClaimOutcome.Accepted accepted => Accepted(accepted),
            ClaimOutcome.Refused refused => await RefusedAsync(input, refused.Refusal, cancellationToken),
            ClaimOutcome.Invalid invalid => await InvalidAsync(input, invalid, cancellationToken),
            var unknown => throw new UnreachableException(unknown.GetType().Name),
        };
    }

    private IPAddress Client => HttpContext.Connection.RemoteIpAddress ?? IPAddress.None;

    private ActionResult Accepted(ClaimOutcome.Accepted accepted)
    {
        walletCookie.Write(HttpContext, new RememberedWallet(accepted.WalletId, accepted.ClaimId, accepted.Drip.Amount));
        WaitingCookie.Delete(HttpContext);
        var wallet = "/wallet?claim=" + Uri.EscapeDataString(accepted.ClaimId);
        if (!Request.WantsProblem())
        {
            return new SeeOther(wallet);
        }

        // A script would follow a redirect by itself, and read the page only to ask for it once more.
        Response.Headers.Location = wallet;
        return new JsonResult(new { claim = accepted.ClaimId }) { StatusCode = StatusCodes.Status201Created };
    }

    private async Task<IActionResult> RefusedAsync(ClaimInput input, Refusal refusal, CancellationToken cancellationToken)
    {
        var status = refusal.RetryAt is null ? StatusCodes.Status403Forbidden : StatusCodes.Status429TooManyRequests;
        if (refusal.RetryAt is { } retryAt)
        {
            var seconds = Math.Max(1, Math.Ceiling((retryAt - clock.GetUtcNow()).TotalSeconds));
            Response.Headers.RetryAfter = seconds.ToString("0", CultureInfo.InvariantCulture);
        }

        if (Request.WantsProblem())
        {
            return Problems.Result(status, refusal.Code, refusal.Message, refusal.RetryAt);
        }

        Address = input.Address;
        Refusal = refusal;
        WasRefused = true;
        return await SamePageAsync(status, cancellationToken);
    }

    private async Task<IActionResult> InvalidAsync(ClaimInput input, ClaimOutcome.Invalid invalid, CancellationToken cancellationToken)
    {
        var status = StatusCodes.Status422UnprocessableEntity;
        if (invalid.Code == CaptchaFailures.UnavailableCode)
        {
            status = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = CaptchaFailures.UnavailableSeconds.ToString(CultureInfo.InvariantCulture);
        }

        if (Request.WantsProblem())
        {
            return Problems.Result(status, invalid.Code, invalid.Message);
        }

        Address = invalid.IsSecret ? null : input.Address;
        Error = invalid;
        return await SamePageAsync(status, cancellationToken);
    }

    private async Task<IActionResult> SamePageAsync(int status, CancellationToken cancellationToken)
    {
        await OfferAsync(cancellationToken);
        Response.StatusCode = status;
        return Page();
    }

    private async Task OfferAsync(CancellationToken cancellationToken)
    {
        Offer = await claims.OfferAsync(walletCookie.Read(Request)?.Id, Client, VisitorCookie.Read(Request), cancellationToken);
        Check = checks.For(HttpContext);
    }
}
