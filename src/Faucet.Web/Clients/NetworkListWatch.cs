using Faucet.Engine.Clients;

namespace Faucet.Web.Clients;

/// <summary>Takes over the operator's files about networks when they change.</summary>
internal sealed partial class NetworkListWatch(NetworkLists lists, TimeProvider time, ILogger<NetworkListWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                PollOnce();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    private void PollOnce()
    {
        try
        {
            foreach (var change in lists.Poll())
            {
                if (change.Fault is { } fault)
                {
                    LogRefused(logger, fault);
                }
                else
                {
                    LogTaken(logger, change.Path);
                }
            }
        }
        catch (Exception exception)
        {
            // A worker's supervision: what is loaded stays in force.
            LogFailed(logger, exception);
        }
    }

    [LoggerMessage(3011, LogLevel.Information, "Now in force: {Path}")]
    private static partial void LogTaken(ILogger logger, string path);

    [LoggerMessage(3012, LogLevel.Warning, "A file about networks can't be used, its last good version stays in force. {Fault}")]
    private static partial void LogRefused(ILogger logger, string fault);

    [LoggerMessage(3013, LogLevel.Error, "Looking at the files about networks failed; what is loaded stays in force")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
