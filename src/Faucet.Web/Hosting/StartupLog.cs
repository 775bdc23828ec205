using Faucet.Core.Addresses;

namespace Faucet.Web.Hosting;

/// <summary>Tells the operator where the faucet is.</summary>
internal static partial class StartupLog
{
    public static void Open(WebApplication app, BitcoinNetwork network) =>
        LogOpen(app.Logger, string.Join(" and ", app.Urls), network is BitcoinNetwork.Sandbox ? "play coins of the built-in sandbox" : network.ToString().ToLowerInvariant());

    [LoggerMessage(1000, LogLevel.Information, "The faucet is open at {Addresses}, paying {Coins}")]
    private static partial void LogOpen(ILogger logger, string addresses, string coins);
}
