using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Faucet.Web.Site;

/// <summary>Errors for programs, as RFC 9457 describes them.</summary>
internal static class Problems
{
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

    public static JsonResult Result(int status, string code, string detail, DateTimeOffset? retryAt = null)
    {
        var problem = new ProblemDetails { Type = "/problems/" + code, Status = status, Detail = detail };
        problem.Extensions["code"] = code;
        if (retryAt is { } at)
        {
            problem.Extensions["retryAt"] = at.ForMachines();
        }

        return new JsonResult(problem) { StatusCode = status, ContentType = "application/problem+json" };
    }
}
