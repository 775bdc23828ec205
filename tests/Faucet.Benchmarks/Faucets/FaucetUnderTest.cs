using System.Diagnostics;
using Faucet.Benchmarks.Databases;
using Faucet.Engine.Captcha.Altcha;

namespace Faucet.Benchmarks.Faucets;

/// <summary>The real faucet: the published web application with its own verbs, on a database of this benchmark.</summary>
internal sealed class FaucetUnderTest(Workbench bench, MeasuredDatabase database, string name)
{
    /// <summary>Everybody may claim at any time, nothing is paid out, and the budget stays above nine tenths: every claim is the same claim.</summary>
    public static readonly (string Key, string Value)[] OpenToAll =
    [
        ("payout.threshold-sat", "1000000000"),
        ("claim.drip-sat", "100"),
        ("claim.wallet-cooldown-seconds", "0"),
        ("claim.client-cooldown-seconds", "0"),
        ("claim.device-cooldown-seconds", "0"),
        ("claim.network-claims-per-day", "1000000"),
        ("claim.site-claims-per-day", "1000000"),
        ("claim.host-wallets-per-day", "1000000"),
        ("claim.network-wallets-per-day", "1000000"),
        ("claim.site-wallets-per-day", "1000000"),
        ("claim.reserved-percent", "0"),
        ("claim.hourly-budget-sat", "10000000000"),
        ("claim.daily-budget-sat", "10000000000"),
    ];

    /// <summary>The same, but a wallet and an address wait after a claim.</summary>
    public static readonly (string Key, string Value)[] WithCooldowns =
        [.. OpenToAll.Where(setting => !setting.Key.EndsWith("-cooldown-seconds", StringComparison.Ordinal)),
         ("claim.wallet-cooldown-seconds", "86400"), ("claim.client-cooldown-seconds", "86400"),
         ("claim.device-cooldown-seconds", "86400")];

    public MeasuredDatabase Database => database;

    /// <summary>Makes the schema and the settings.</summary>
    public async Task PrepareAsync((string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings)
        {
            await RunVerbAsync("settings", "set", key, value, "--reason", "benchmark");
        }
    }

    /// <summary>Serves until it is disposed of, and has something to give.</summary>
    public async Task<ServerProcess> ServeAsync(CancellationToken cancellationToken)
    {
        var port = ServerProcess.FreePort();
        var start = Command();
        start.Environment["Urls"] = $"http://127.0.0.1:{port}";
        var server = await ServerProcess.StartAsync(start, port, cancellationToken);
        while (await database.ReadAsync<long>("""SELECT "Available" FROM "ClaimGates" """) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }

        return server;
    }

    /// <summary>The installation's own, made when it first started.</summary>
    public async Task<AltchaSecrets> ReadSecretsAsync()
    {
        return new AltchaSecrets(await ReadAsync("captcha-signature"), await ReadAsync("captcha-key"));

        Task<string> ReadAsync(string secret) => database.ReadAsync<string>($"""SELECT "Value" FROM "InstallationSecrets" WHERE "Name" = '{secret}'""");
    }

    /// <returns>The last line of what the verb says.</returns>
    public Task<string> VerifyLedgerAsync() => RunVerbAsync("ledger", "verify");

    /// <exception cref="BenchmarkException">It failed; with what it said.</exception>
    private Task<string> RunVerbAsync(params string[] words)
    {
        var start = Command();
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        return ChildOutput.LastLineAsync(start);
    }

    private ProcessStartInfo Command()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(bench.Published, "Faucet.Web.dll")]) { WorkingDirectory = bench.Published };
        start.Environment["DataFolder"] = bench.Folder(name);
        start.Environment["Bitcoin__Network"] = "sandbox";
        start.Environment["Database__Provider"] = database.Provider.ToString();
        start.Environment["ConnectionStrings__Faucet"] = database.ConnectionString;
        bench.Flush.ApplyTo(start);
        return start;
    }
}
