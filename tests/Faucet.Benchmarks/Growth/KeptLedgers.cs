using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Engine.Data;

namespace Faucet.Benchmarks.Growth;

/// <summary>Grown databases, which take minutes to write, kept in a folder from one invocation to the next.</summary>
/// <param name="folder">Null: nothing is kept.</param>
internal sealed class KeptLedgers(string? folder)
{
    public async Task<FaucetUnderTest> OpenAsync(Workbench bench, DatabaseProvider provider, int claims, int wallets)
    {
        var schema = await SchemaAsync(bench, provider);
        var name = FormattableString.Invariant($"growth-{schema}-v{GrownLedger.Version}-{claims}-{wallets}").ToLowerInvariant();
        var kept = folder is null ? null : Path.Combine(folder, name);
        if (kept is not null && Directory.Exists(kept))
        {
            Console.WriteLine($"The database of an earlier run: {kept}");
            return new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(provider, "grown", kept), "grown");
        }

        Console.WriteLine(FormattableString.Invariant($"Writing {claims:N0} claims of {wallets:N0} wallets…"));
        var faucet = new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(provider, "grown"), "grown");
        await faucet.PrepareAsync(FaucetUnderTest.OpenToAll);
        await new GrownLedger(claims, wallets).WriteAsync(faucet.Database);
        if (kept is not null)
        {
            // Renamed when it is whole, so that an interrupted copy is not taken for one.
            var partial = Directory.CreateDirectory($"{kept}.{Environment.ProcessId}").FullName;
            await faucet.Database.KeepAsync(partial);
            Directory.Move(partial, kept);
        }

        return faucet;
    }

    /// <summary>The newest migration's name: another schema is another database.</summary>
    private static async Task<string> SchemaAsync(Workbench bench, DatabaseProvider provider)
    {
        var faucet = new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(DatabaseProvider.Sqlite, "schema"), "schema");
        await faucet.PrepareAsync([FaucetUnderTest.OpenToAll[0]]);
        var newest = await faucet.Database.ReadAsync<string>("""SELECT MAX("MigrationId") FROM "__EFMigrationsHistory" """);
        return $"{newest}-{provider}";
    }
}
