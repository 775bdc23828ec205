using Microsoft.Net.Http.Headers;

namespace Faucet.Web.Site;

/// <summary>Refuses requests by what they announce, before anything of their body is read.</summary>
internal static class RequestBounds
{
    /// <summary>No form of ours comes near it.</summary>
    public const int MaximumBodyBytes = 64 * 1024;

    /// <summary>Kestrel's name for a Content-Length that it set aside because the body came in chunks.</summary>
    private const string SetAsideLength = "X-Content-Length";

    public static IApplicationBuilder UseRequestBounds(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        if (context.Request.ContentLength > MaximumBodyBytes)
        {
            // MVC would take the same error, while it reads the form, for a damaged form.
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            // The body is not read, so that the connection ends here. Unsaid, a client would send its next request into the closing one and lose it.
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        }

        if (context.Request.Headers.TransferEncoding.Count > 0 && context.Request.Headers.ContainsKey(SetAsideLength))
        {
            // Length and chunks together: a proxy before us may have gone by the length, and seen another request than we.
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        }

        if (context.Request.HasFormContentType && !IsUtf8(context.Request.ContentType))
        {
            // Our pages post UTF-8. Of other encodings the runtime refuses some by an exception in the midst of a page.
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return next(context);
    });

    private static bool IsUtf8(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
