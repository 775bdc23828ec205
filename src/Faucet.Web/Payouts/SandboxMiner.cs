using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Data;
using Faucet.Engine.Settings;
using Faucet.Web.Hosting;

namespace Faucet.Web.Payouts;

/// <summary>Mines the sandbox's blocks while somebody waits for one.</summary>
internal sealed partial class SandboxMiner(
    SandboxNode sandbox, SettingsStore settings, DatabaseGate gate, TimeProvider time, ILogger<SandboxMiner> logger) : BackgroundService
{
    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.WaitAsync(stoppingToken);
            using var timer = new PeriodicTimer(BlockTime, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await MineAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    /// <summary>A block that can't be mined now (database busy, disk full) is mined at the next turn.</summary>
    private async Task MineAsync(CancellationToken stoppingToken)
    {
        try
        {
            var current = (await settings.ReadAsync(stoppingToken)).Settings;
            sandbox.MineIfUseful(Math.Max(current.PayoutConfirmations, current.DepositConfirmations));
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogNoBlock(logger, DatabaseDialect.ReasonOf(exception));
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "The sandbox could not mine a block: {Reason}")]
    private static partial void LogNoBlock(ILogger logger, string reason);
}
