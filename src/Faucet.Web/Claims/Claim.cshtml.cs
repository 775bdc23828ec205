using System.Globalization;
using Faucet.Core.Claims;
using Faucet.Core.Claims.Rules;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Payouts;
using Faucet.Engine.Wallets;
using Faucet.Web.Captcha;
using Faucet.Web.Clients;
using Faucet.Web.Site;
using Faucet.Web.Wallets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.OutputCaching;

namespace Faucet.Web.Claims;

/// <summary>The front page: one field, one button, and what one gets.</summary>
/// <remarks><see cref="ClaimPost"/> takes the form, and says why it needs no antiforgery token.</remarks>
[IgnoreAntiforgeryToken]
[OutputCache(PolicyName = SharedFrontPage.Name)]
internal sealed class ClaimModel(
    ClaimService claims, WalletReader wallets, WalletCookie walletCookie, VisitorCheck checks, RefillAddress refill, TimeProvider clock) : PageModel
{
    public ClaimOffer Offer { get; private set; } = null!; // Every path that renders the page sets it first.

    /// <summary>What the visitor has to pass, for the page to render.</summary>
    public CheckView Check { get; private set; } = null!; // Set together with the offer.

    public string? Address { get; private set; }

    /// <summary>Why a claim is not possible: what was just answered, or else what would be.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Where donors can pay to when the faucet is dry; null when it is not, or where there is none.</summary>
    public string? RefillAddress { get; private set; }

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
        await ShowRefillAsync(cancellationToken);
    }

    /// <summary>Shows what <see cref="ClaimPost"/> answered.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken) => HttpContext.Features.Get<ClaimAnswer>() switch
    {
        { Outcome: ClaimOutcome.Refused refused } answer => await RefusedAsync(answer.Input, refused.Refusal, cancellationToken),
        { Outcome: ClaimOutcome.Invalid invalid } answer => await InvalidAsync(answer.Input, invalid, cancellationToken),
        _ => BadRequest(),
    };

    private async Task<IActionResult> RefusedAsync(ClaimInput input, Refusal refusal, CancellationToken cancellationToken)
    {
        var status = refusal.RetryAt is null ? StatusCodes.Status403Forbidden : StatusCodes.Status429TooManyRequests;
        if (refusal.RetryAt is { } retryAt)
        {
            Response.RetryAt(retryAt, clock);
        }

        if (Request.WantsProblem())
        {
            return Problems.Result(status, refusal.Code, refusal.Message, refusal.RetryAt);
        }

        Address = input.Address;
        Refusal = refusal;
        WasRefused = true;
        await ShowRefillAsync(cancellationToken);
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

    private async Task ShowRefillAsync(CancellationToken cancellationToken) =>
        RefillAddress = Refusal?.Code == DryRule.RuleCode ? await refill.FindAsync(cancellationToken) : null;

    private async Task OfferAsync(CancellationToken cancellationToken)
    {
        Offer = SharedFrontPage.IsDrawn(HttpContext)
            ? await claims.OfferToAnybodyAsync(cancellationToken)
            : await claims.OfferAsync(walletCookie.Read(Request)?.Id, HttpContext.ClientIp(), VisitorCookie.Read(Request), cancellationToken);
        Check = checks.For(HttpContext);
    }
}
