using System.Globalization;
using System.Net;
using Faucet.Engine.Data;
using Faucet.Engine.Tests.Data;

namespace Faucet.Web.Tests.Chaos;

/// <summary>kill -9 while a crowd claims: what a visitor was told is in the ledger, once; what was not, is not there twice.</summary>
/// <remarks>FAUCET_KILL_LOOPS=100 for the long run; FAUCET_SEED repeats a run's moments.</remarks>
public sealed class KillLoopTests(ITestOutputHelper output)
{
    private static readonly int Loops = Numbers.FromEnvironment("FAUCET_KILL_LOOPS", 2);

    [Fact]
    public async Task A_killed_faucet_loses_no_acknowledged_claim_on_sqlite()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await RunAsync(faucet, null, Loops);
    }

    [Fact]
    public async Task A_killed_faucet_loses_no_acknowledged_claim_on_postgres()
    {
        var (options, drop) = await PostgresServer.CreateDatabaseAsync();
        await using (var faucet = FaucetProcess.OnSandbox([.. OnPostgres(options.ConnectionString), .. RegtestFaucet.QuickCaptcha]))
        {
            await RunAsync(faucet, null, Math.Max(1, Loops / 5));
        }

        await drop();
    }

    [Fact]
    public async Task A_killed_postgres_loses_no_acknowledged_claim()
    {
        await using var postgres = await BreakablePostgres.StartAsync();
        await using var faucet = FaucetProcess.OnSandbox([.. OnPostgres(postgres.ConnectionString), .. RegtestFaucet.QuickCaptcha]);
        await RunAsync(
            faucet,
            async () =>
            {
                postgres.Kill();
                await postgres.RestartAsync();
            },
            Math.Max(1, Loops / 5));
    }

    private static (string, string)[] OnPostgres(string connectionString) =>
        [("Database__Provider", nameof(DatabaseProvider.Postgres)), ("ConnectionStrings__Faucet", connectionString)];

    private async Task RunAsync(FaucetProcess faucet, Func<Task>? breakDatabaseAsync, int loops)
    {
        var seed = Numbers.Seed(output);
        var dice = new Random(seed);
        await Crowd.PrepareAsync(faucet);
        await faucet.StartAsync();
        var (claims, told, first) = (0, 0, 1);
        var rest = new List<Crowd>();
        for (var loop = 1; loop <= loops; loop++)
        {
            var crowd = new Crowd(faucet, first);
            rest.Add(crowd);
            using var stop = new CancellationTokenSource();
            var claiming = crowd.ClaimAsync(parallel: 8, stop.Token);
            await Eventually.HoldsAsync("claims are accepted", () => Task.FromResult(crowd.Told.Count > 0));
            await Task.Delay(dice.Next(400));
            if (breakDatabaseAsync is null)
            {
                faucet.Kill();
                await claiming;
                await faucet.StartAsync();
            }
            else
            {
                await breakDatabaseAsync();
                await Task.Delay(dice.Next(400));
                await stop.CancelAsync();
                await claiming;
                await Eventually.HoldsAsync("the faucet is back", async () => await crowd.TryOneAsync() == HttpStatusCode.SeeOther);
            }

            (claims, told, first) = (claims + crowd.Count, told + crowd.Told.Count, first + crowd.Count + 8);
            await crowd.AssertEverybodyHasOneDripAsync();
            crowd.Leave();
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{loops} kills, {claims} claims, {told} acknowledged before their kill."));
        foreach (var crowd in rest)
        {
            await crowd.AssertEverybodyHasOneDripAsync();
            crowd.Dispose();
        }

        await faucet.AssertLedgerVerifiesAsync();
    }
}
