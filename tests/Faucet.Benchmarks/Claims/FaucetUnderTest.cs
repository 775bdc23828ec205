using System.Diagnostics;
using Faucet.Engine.Captcha.Altcha;
using Microsoft.Data.Sqlite;

namespace Faucet.Benchmarks.Claims;

/// <summary>The real faucet: the built web application with its own verbs, on a data folder of this benchmark.</summary>
internal sealed class FaucetUnderTest(string dataFolder)
{
    // Everybody may claim at any time, nothing is paid out, and the budget stays above nine tenths: every claim is the same claim.
    private static readonly (string Key, string Value)[] Settings =
    [
        ("payout.threshold-sat", "1000000000"),
        ("claim.drip-sat", "100"),
        ("claim.wallet-cooldown-seconds", "0"),
        ("claim.client-cooldown-seconds", "0"),
        ("claim.daily-budget-sat", "10000000000"),
    ];

    public string Database => Path.Combine(dataFolder, "sandbox.db");

    public async Task PrepareAsync(int wallets)
    {
        foreach (var (key, value) in Settings)
        {
            await RunVerbAsync("settings", "set", key, value, "--reason", "benchmark");
        }

        SeededWallets.Write(Database, wallets);
    }

    public ProcessStartInfo Start(int port)
    {
        var start = Command();
        start.Environment["Urls"] = $"http://127.0.0.1:{port}";
        return start;
    }

    /// <summary>The installation's own, made when it first started.</summary>
    public AltchaSecrets ReadSecrets()
    {
        using var connection = new SqliteConnection($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return new AltchaSecrets(Read("captcha-signature"), Read("captcha-key"));

        string Read(string name)
        {
            using var command = connection.CreateCommand();
            command.CommandText = """SELECT "Value" FROM "InstallationSecrets" WHERE "Name" = @name""";
            command.Parameters.AddWithValue("@name", name);
            return command.ExecuteScalar() as string ?? throw new BenchmarkException($"The faucet has no secret '{name}'.");
        }
    }

    /// <returns>The last line of what the verb says.</returns>
    public Task<string> VerifyLedgerAsync() => RunVerbAsync("ledger", "verify");

    /// <exception cref="BenchmarkException">It failed; with what it said.</exception>
    private async Task<string> RunVerbAsync(params string[] words)
    {
        var start = Command();
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        return await ChildOutput.LastLineAsync(start);
    }

    private ProcessStartInfo Command()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "Faucet.sln")))
        {
            root = root.Parent ?? throw new BenchmarkException("The benchmark runs from its source tree: there is no Faucet.sln above it.");
        }

        var web = Path.Combine(root.FullName, "src", "Faucet.Web");
        var built = Path.Combine(web, "bin", output.Parent!.Name, output.Name, "Faucet.Web.dll"); // bin/Release/net10.0, as this one.
        var start = new ProcessStartInfo("dotnet", [built]) { WorkingDirectory = web };
        start.Environment["DataFolder"] = dataFolder;
        start.Environment["Bitcoin__Network"] = "sandbox";
        start.Environment["Database__Provider"] = "sqlite";
        return start;
    }
}
