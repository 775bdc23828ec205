using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Settings;
using Faucet.Web.Hosting;

namespace Faucet.Web.Payouts;

/// <summary>Mines the sandbox's blocks while somebody waits for one.</summary>
internal sealed class SandboxMiner(SandboxNode sandbox, SettingsStore settings, DatabaseGate gate, TimeProvider time) : BackgroundService
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
                sandbox.MineIfUseful((await settings.ReadAsync(stoppingToken)).Settings.PayoutConfirmations);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutting down.
        }
    }
}
