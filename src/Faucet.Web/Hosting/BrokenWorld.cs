using Faucet.Engine.Claims;
using Faucet.Engine.Data;

namespace Faucet.Web.Hosting;

/// <summary>Turns a database that is away, locked or full into 503 with Retry-After: nothing was lost, and trying again is right.</summary>
internal sealed partial class BrokenWorld(RequestDelegate next, DatabaseGate gate, FaucetDatabase database, ILogger<BrokenWorld> logger)
{
    private const string RetryAfterSeconds = "5";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!gate.IsReady)
        {
            Answer(context);
            return;
        }

        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && (exception is ClaimsBusyException || database.Dialect.IsUnavailable(exception)))
        {
            LogUnavailable(logger, context.Request.Path, exception.Message);
            Answer(context);
        }
    }

    /// <summary>The body is made by the status-code page.</summary>
    private static void Answer(HttpContext context)
    {
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
    }

    [LoggerMessage(1002, LogLevel.Warning, "Answered 503 for {Path}: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string path, string reason);
}
