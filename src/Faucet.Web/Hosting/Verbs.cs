using System.CommandLine;
using System.Data.Common;
using Faucet.Engine;
using Faucet.Engine.Data;
using Faucet.Web.Bitcoin;
using Faucet.Web.Ledger;
using Faucet.Web.Payouts;
using Faucet.Web.Settings;
using Serilog;

namespace Faucet.Web.Hosting;

/// <summary>The command line of the same executable: what operators do at a shell.</summary>
internal static class Verbs
{
    private static readonly string[] Names = ["ledger", "node", "payouts", "settings", "--help", "-h", "-?", "--version"];

    /// <summary>Whoever runs the verb, as it is kept beside what was changed.</summary>
    public static string Who => $"shell: {Environment.UserName}";

    public static bool Asked(string[] args) => args.Length > 0 && Names.Contains(args[0]);

    /// <returns>The exit code: 0 done, 1 refused or broken.</returns>
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("A bitcoin faucet that accounts for every satoshi. Without a verb it serves the web.")
        {
            LedgerVerbs.Build(),
            NodeVerbs.Build(),
            PayoutVerbs.Build(),
            SettingsVerbs.Build(),
        };
        return root.Parse(args).InvokeAsync();
    }

    /// <summary>Runs one verb against the configured database, migrated if need be.</summary>
    public static async Task<int> WithFaucetAsync(Func<IServiceProvider, CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Directory.GetCurrentDirectory() });
        builder.Configuration.AddKeyPerFile("/run/secrets", optional: true);
        builder.Services.AddSerilog(log => log.MinimumLevel.Warning().WriteTo.Console(
            standardErrorFromLevel: Serilog.Events.LogEventLevel.Verbose, formatProvider: System.Globalization.CultureInfo.InvariantCulture));
        try
        {
            var options = FaucetOptions.Read(builder.Configuration, builder.Environment.ContentRootPath, builder.Environment.IsProduction());
            Directory.CreateDirectory(options.DataFolder);
            builder.Services.AddSingleton(TimeProvider.System).AddFaucetEngine(options.Engine).AddNodeForReading(options, builder.Configuration);
            using var host = builder.Build();
            await host.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(cancellationToken);
            return await act(host.Services, cancellationToken);
        }
        catch (Exception exception) when (exception is StartupException or IOException or DbException or NewerDatabaseException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
