using Faucet.Engine.Claims;

namespace Faucet.Web.Claims;

/// <summary>Runs the claim writer; at shutdown it still credits what was accepted.</summary>
internal sealed class ClaimWriting(ClaimWriter writer) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => writer.RunAsync(stoppingToken);
}
