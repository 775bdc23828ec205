using Faucet.Engine.Claims;

namespace Faucet.Web.Claims;

/// <summary>Runs the claim writer; at shutdown it still credits what was accepted.</summary>
internal sealed class ClaimWriting(ClaimWriter writer) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await writer.RunAsync(stoppingToken);
        }
        catch (Exception)
        {
            // The host stops with the exception, and would report success.
            Environment.ExitCode = 1;
            throw;
        }
    }
}
