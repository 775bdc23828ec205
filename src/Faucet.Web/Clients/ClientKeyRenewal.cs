using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Web.Hosting;

namespace Faucet.Web.Clients;

/// <summary>Keeps the secrets that hash clients up to date, and forgets old ones.</summary>
internal sealed partial class ClientKeyRenewal(
    ClientKeyRotation rotation, ClientKeys keys, DatabaseGate gate, FaucetDatabase database, TimeProvider time, ILogger<ClientKeyRenewal> logger)
    : BackgroundService
{
    /// <summary>A look at the clock costs nothing, and a clock that was set anew must not keep visitors waiting.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromHours(1);

    private static readonly TimeSpan BetweenChunks = TimeSpan.FromMilliseconds(100);

    /// <summary>Ten million rows in an hour's round; the next one goes on.</summary>
    private const int MostChunks = 10_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.WaitAsync(stoppingToken);
            long? last = null;
            while (true)
            {
                if (last is not { } round || time.GetElapsedTime(round) >= BetweenRounds || !keys.AreCurrentAt(time.GetUtcNow()))
                {
                    last = await RoundAsync(stoppingToken) ? time.GetTimestamp() : last;
                }

                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    private async Task<bool> RoundAsync(CancellationToken stoppingToken)
    {
        try
        {
            await rotation.RenewAsync(stoppingToken);
            for (var chunk = 0; chunk < MostChunks && await rotation.ForgetAsync(stoppingToken); chunk++)
            {
                await Task.Delay(BetweenChunks, time, stoppingToken);
            }

            return true;
        }
        catch (Exception exception) when (database.Dialect.IsUnavailable(exception))
        {
            LogDatabaseAway(logger, DatabaseDialect.ReasonOf(exception));
            return false;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogRoundFailed(logger, exception);
            return true;
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "The secrets that hash clients wait for the database: {Reason}")]
    private static partial void LogDatabaseAway(ILogger logger, string reason);

    [LoggerMessage(3102, LogLevel.Error, "The secrets that hash clients could not be renewed; it is tried again")]
    private static partial void LogRoundFailed(ILogger logger, Exception exception);
}
