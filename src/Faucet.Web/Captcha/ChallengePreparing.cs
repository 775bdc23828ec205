using Faucet.Engine.Captcha.Altcha;
using Faucet.Web.Hosting;

namespace Faucet.Web.Captcha;

/// <summary>Makes puzzles beforehand, while the faucet is in use.</summary>
internal sealed class ChallengePreparing(IServiceProvider services, DatabaseGate gate) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // The secrets, with which puzzles are signed, are in the database.
            await gate.WaitAsync(stoppingToken);
            await services.GetRequiredService<PreparedPuzzles>().FillAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The host stops with the exception, and would report success.
            Environment.ExitCode = 1;
            throw;
        }
    }
}
