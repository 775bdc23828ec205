using Faucet.Engine.Clients;
using Faucet.Engine.Data;

namespace Faucet.Web.Hosting;

/// <summary>Brings the database up to date at the start and keeps visitors out, politely, until it is.</summary>
public sealed partial class DatabaseGate(
    FaucetDatabase database,
    DatabaseMigrator migrator,
    InstallationKeys keys,
    ClientKeyRotation clientKeys,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<DatabaseGate> logger)
    : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsReady => ready.Task.IsCompletedSuccessfully;

    /// <summary>Waits until the database can be used.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => ready.Task.WaitAsync(cancellationToken);

    /// <summary>The first try is waited for, so that a start on a healthy database is ready at once; later ones run beside the web server.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!await TryAsync(cancellationToken))
        {
            _ = RetryAsync();
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => stopping.CancelAsync();

    public void Dispose() => stopping.Dispose();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task RetryAsync()
    {
        try
        {
            do
            {
                await Task.Delay(RetryPause, time, stopping.Token);
            }
            while (!await TryAsync(stopping.Token));
        }
        catch (OperationCanceledException)
        {
            ready.TrySetCanceled();
        }
        catch (Exception exception)
        {
            // It came, but can't be used (a newer version's, say): better stopped with the reason than 503 for ever.
            LogUnusable(logger, exception);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await migrator.MigrateAsync(cancellationToken);
            await keys.LoadAsync(migrator, cancellationToken);
            await clientKeys.RenewAsync(cancellationToken);
            ready.TrySetResult();
            return true;
        }
        catch (Exception exception) when (database.Dialect.IsUnavailable(exception))
        {
            LogWaiting(logger, DatabaseDialect.ReasonOf(exception));
            return false;
        }
    }

    [LoggerMessage(1003, LogLevel.Critical, "The database can't be used; the faucet stops")]
    private static partial void LogUnusable(ILogger logger, Exception exception);

    [LoggerMessage(1001, LogLevel.Warning, "The database can't be used yet, trying again: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}

internal static class DatabaseGateMiddleware
{
    /// <summary>Answers 503 until the database is ready. Files need none, and the page that says so wants its style.</summary>
    public static IApplicationBuilder UseDatabaseGate(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<DatabaseGate>();
        return app.Use((context, next) =>
        {
            if (gate.IsReady || Path.HasExtension(context.Request.Path) || context.Request.Path.StartsWithSegments("/error", StringComparison.Ordinal))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
    }
}
