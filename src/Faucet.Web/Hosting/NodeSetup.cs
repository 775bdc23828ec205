using Faucet.Core.Addresses;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Core;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Web.Payouts;

namespace Faucet.Web.Hosting;

/// <summary>Registers the node that the configuration names: a real one, or the built-in sandbox.</summary>
internal static class NodeSetup
{
    /// <summary>For the process that serves: the sandbox lives in it, and mines.</summary>
    public static IServiceCollection AddNode(this IServiceCollection services, FaucetOptions options, IConfiguration configuration) =>
        options.Engine.Network is BitcoinNetwork.Sandbox
            ? services
                .AddSingleton(_ => new SandboxNode(options.Engine.Network, new SandboxNodeOptions { JournalPath = Journal(options) }))
                .AddSingleton<IBitcoinNode>(p => p.GetRequiredService<SandboxNode>())
                .AddHostedService<SandboxMiner>()
            : services.AddRealNode(options, configuration);

    /// <summary>For a verb: the sandbox of the serving process is only looked at.</summary>
    public static IServiceCollection AddNodeForReading(this IServiceCollection services, FaucetOptions options, IConfiguration configuration) =>
        options.Engine.Network is BitcoinNetwork.Sandbox
            ? services.AddSingleton<IBitcoinNode>(_ => SandboxNode.OpenReadOnly(options.Engine.Network, Journal(options)))
            : services.AddRealNode(options, configuration);

    private static IServiceCollection AddRealNode(this IServiceCollection services, FaucetOptions options, IConfiguration configuration)
    {
        var rpc = NodeSettings.Read(configuration, options.Engine.Network);
        return services.AddSingleton<IBitcoinNode>(p => new CoreNode(rpc, p.GetRequiredService<TimeProvider>()));
    }

    private static string Journal(FaucetOptions options) => Path.Combine(options.DataFolder, "sandbox.journal");
}
