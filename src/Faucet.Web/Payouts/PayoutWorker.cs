using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Web.Hosting;

namespace Faucet.Web.Payouts;

/// <summary>Works the payouts, round after round, for as long as the faucet runs.</summary>
internal sealed partial class PayoutWorker(
    PayoutCycle cycle, PayoutLease lease, DatabaseGate gate, FaucetDatabase database, TimeProvider time, ILogger<PayoutWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.WaitAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await RunOnceAsync(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (gate.IsReady)
        {
            await lease.ReleaseAsync(cancellationToken);
        }
    }

    /// <summary>A round that fails is logged and tried again: each starts from what database and node say.</summary>
    private async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await cycle.RunAsync(stoppingToken);
        }
        catch (Exception exception) when (database.Dialect.IsUnavailable(exception))
        {
            LogDatabaseAway(logger, DatabaseDialect.ReasonOf(exception));
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogRoundFailed(logger, exception);
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "A payout round waits for the database: {Reason}")]
    private static partial void LogDatabaseAway(ILogger logger, string reason);

    [LoggerMessage(2102, LogLevel.Error, "A payout round failed; the next one starts from what database and node say")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception);
}
