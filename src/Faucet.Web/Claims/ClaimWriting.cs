using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Web.Hosting;

namespace Faucet.Web.Claims;

/// <summary>Runs the claim writer; at shutdown it still credits what was accepted.</summary>
internal sealed class ClaimWriting(ClaimWriter writer, ClaimClock clock, DatabaseGate gate, FaucetDatabase database, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(writer.RunAsync(stoppingToken), FollowClockAsync(stoppingToken));
        }
        catch (Exception)
        {
            // The host stops with the exception, and would report success.
            Environment.ExitCode = 1;
            throw;
        }
    }

    /// <summary>Also while nobody claims: pages tell waits by what is stored, and who reads of a long one does not try.</summary>
    private async Task FollowClockAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.WaitAsync(stoppingToken);
            using var timer = new PeriodicTimer(Pause, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FollowOnceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    private async Task FollowOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await clock.FollowAsync(stoppingToken);
        }
        catch (Exception exception) when (database.Dialect.IsUnavailable(exception))
        {
            // The step is still there at the next turn; claims wait for the same database.
        }
    }
}
