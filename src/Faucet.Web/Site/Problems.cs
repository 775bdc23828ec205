using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Faucet.Web.Site;

/// <summary>Errors for programs, as RFC 9457 describes them.</summary>
internal static class Problems
{
    private const string ContentType = "application/problem+json";

    /// <summary>True when the caller asks for JSON and did not ask for a page.</summary>
    public static bool WantsProblem(this HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        return (accept.Contains("application/json", StringComparison.OrdinalIgnoreCase)
                || accept.Contains("application/problem+json", StringComparison.OrdinalIgnoreCase))
            && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Says in the header, too, when to come back: in a second at the earliest.</summary>
    public static void RetryAt(this HttpResponse response, DateTimeOffset at, TimeProvider clock) =>
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling((at - clock.GetUtcNow()).TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);

    public static JsonResult Result(int status, string code, string detail, DateTimeOffset? retryAt = null) =>
        new(Of(status, code, detail, retryAt)) { StatusCode = status, ContentType = ContentType };

    /// <summary>The same without the page's framework, at a fraction of its cost.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string detail, DateTimeOffset? retryAt)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(Of(status, code, detail, retryAt), options: null, ContentType, context.RequestAborted);
    }

    private static ProblemDetails Of(int status, string code, string detail, DateTimeOffset? retryAt)
    {
        var problem = new ProblemDetails { Type = "/problems/" + code, Status = status, Detail = detail };
        problem.Extensions["code"] = code;
        if (retryAt is { } at)
        {
            problem.Extensions["retryAt"] = at.ForMachines();
        }

        return problem;
    }
}
