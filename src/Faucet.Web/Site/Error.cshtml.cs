using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Faucet.Web.Site;

/// <summary>What a visitor reads when a request led nowhere: every status, every method.</summary>
/// <remarks>It is shown in place of whatever failed, also of posts, and changes nothing: it needs no token.</remarks>
[IgnoreAntiforgeryToken]
internal sealed class ErrorModel : PageModel
{
    private const int SecondsUntilRetry = 10;

    public string Title { get; private set; } = "";

    public string Text { get; private set; } = "";

    public bool WorthRetrying { get; private set; }

    /// <summary>The page that failed, to go back to; only for requests that may be repeated.</summary>
    public string? FailedPath { get; private set; }

    // Here and not in a handler: a request of any method may end on this page.
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var status = Status();
        Response.StatusCode = status;
        (Title, Text) = Words(status);
        WorthRetrying = status is StatusCodes.Status429TooManyRequests or >= 500;
        FailedPath = HttpMethods.IsGet(Request.Method) && Url.IsLocalUrl(OriginalPath()) ? OriginalPath() : null;
        if (status == StatusCodes.Status503ServiceUnavailable && Response.Headers.RetryAfter.Count == 0)
        {
            Response.Headers.RetryAfter = SecondsUntilRetry.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Request.WantsProblem())
        {
            context.Result = Problems.Result(status, status == 503 ? "unavailable" : $"status-{status}", Text);
        }
        else if (context.HandlerMethod is null)
        {
            // Left to itself, MVC answers OPTIONS with 200.
            context.Result = Page();
        }
    }

    // Asked for by its own address there was no failure: whoever likes could make our log and our alarms count some.
    private int Status() => OriginalPath() is null ? StatusCodes.Status404NotFound : Response.StatusCode;

    private string? OriginalPath() =>
        HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path
        ?? HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath;

    private static (string Title, string Text) Words(int status) => status switch
    {
        StatusCodes.Status400BadRequest =>
            ("We could not read that", "The form that arrived here was damaged or far too long. Nothing was changed. Please go back and fill it in again."),
        StatusCodes.Status403Forbidden =>
            ("That did not come from here", "The form was sent from another website, so we did not accept it. If you meant to claim, do it from our own page."),
        StatusCodes.Status404NotFound =>
            ("There is nothing here", "The address of this page may be mistyped, or the page has moved."),
        StatusCodes.Status405MethodNotAllowed =>
            ("That does not work here", "This page can be read, but it does not accept what was sent to it."),
        StatusCodes.Status413PayloadTooLarge =>
            ("That was too much", "What was sent is far bigger than our forms can be. Nothing was changed."),
        StatusCodes.Status429TooManyRequests =>
            ("A little slower, please", "Many requests came from your connection in a short time. Wait a few seconds and try again; nothing is lost."),
        StatusCodes.Status503ServiceUnavailable =>
            ("Back in a moment", "The faucet is busy or being looked after. Your balance is safe and nothing was lost. Please try again in about ten seconds."),
        >= 500 =>
            ("Something broke on our side", "It is not your fault and it has been written down for us to look at. Your balance is safe. Please try again."),
        _ =>
            ("That did not work", "The request was not accepted, and nothing was changed."),
    };
}
