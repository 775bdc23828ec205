using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Engine.Captcha.Waiting;
using Faucet.Web.Site;
using Faucet.Web.Wallets;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;

namespace Faucet.Web.Captcha;

/// <summary>For browsers that can't run the check: wait instead, and then claim. Works without scripts.</summary>
/// <remarks>
/// The page does not reload itself: that would take the reading position from people who use a screen reader (WCAG 2.2, failure F41).
/// No antiforgery token: another website could at most make its visitor hold a ticket that only he can use.
/// </remarks>
[IgnoreAntiforgeryToken]
[EnableRateLimiting(ChallengeLimiter.Policy)]
internal sealed class WaitingModel(WaitingTickets tickets, WaitingOptions options, VisitorCheck checks, SiteIdentity site, TimeProvider clock) : PageModel
{
    private const int LongestAddress = 512;

    public string? Address { get; private set; }

    /// <summary>What the address is refused for.</summary>
    public AddressRefusal? AddressError { get; private set; }

    /// <summary>Why there is no ticket to be had now, and when there may be.</summary>
    public (string Reason, DateTimeOffset Until)? Refusal { get; private set; }

    public WaitingTicket? Ticket { get; private set; }

    public string? TicketText { get; private set; }

    public bool IsGood { get; private set; }

    public TimeSpan Wait => TimeSpan.FromSeconds(options.Seconds);

    public IActionResult OnGet()
    {
        if (!options.IsOn)
        {
            return NotFound();
        }

        if (WaitingCookie.Read(Request) is var (text, address) && VisitorCookie.Read(Request) is { } visitor
            && tickets.Find(text, checks.BindingOf(HttpContext, visitor)) is { } ticket && ticket.ExpiresAt >= clock.GetUtcNow())
        {
            (Ticket, TicketText, Address) = (ticket, text, address);
            IsGood = ticket.GoodAt <= clock.GetUtcNow();
        }

        return Page();
    }

    public IActionResult OnPost([FromForm] string? address)
    {
        if (!options.IsOn)
        {
            return NotFound();
        }

        if (Request.IsCrossSite())
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (!ModelState.IsValid || address?.Length > LongestAddress || !Request.HasFormContentType || Request.Form["address"].Count > 1)
        {
            return StatusCode(StatusCodes.Status400BadRequest);
        }

        var reading = AddressCodec.Decode(address ?? "", site.Network);
        if (reading is AddressReading.Refused { Refusal: var refusal })
        {
            (AddressError, Address) = (refusal, refusal.IsSecret ? null : address);
            return Say(StatusCodes.Status422UnprocessableEntity);
        }

        Address = ((AddressReading.Accepted)reading).Address.Text;
        return Answer(tickets.Issue(checks.BindingOf(HttpContext, VisitorCookie.Ensure(HttpContext))), Address);
    }

    private IActionResult Answer(TicketIssue issue, string address)
    {
        switch (issue)
        {
            case TicketIssue.Issued issued:
                WaitingCookie.Write(HttpContext, issued, address);
                return new SeeOther("/waiting");
            case TicketIssue.Taken taken:
                return Refuse("Somebody on your internet connection is waiting already.", taken.Until);
            case TicketIssue.GivenOut given:
                return Refuse("All waiting places of this hour are taken.", given.Until);
            default:
                throw new System.Diagnostics.UnreachableException(issue.GetType().Name);
        }
    }

    private PageResult Refuse(string reason, DateTimeOffset until)
    {
        Refusal = (reason, until);
        Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling((until - clock.GetUtcNow()).TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        return Say(StatusCodes.Status429TooManyRequests);
    }

    private PageResult Say(int status)
    {
        Response.StatusCode = status;
        return Page();
    }
}
