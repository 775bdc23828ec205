using System.Diagnostics;
using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Engine.Data;
using static System.FormattableString;

namespace Faucet.Benchmarks.Start;

internal sealed record StartOptions(DatabaseProvider Provider, int Runs, int FlushMicroseconds)
{
    public static StartOptions Default { get; } = new(DatabaseProvider.Sqlite, Runs: 11, FlushMicroseconds: 1_000);
}

/// <summary>How long a restart keeps people waiting: the first page, and the first claim of a process that has claimed nothing yet.</summary>
internal sealed class StartBenchmark(StartOptions options)
{
    private const int Wallets = 1_000;

    // Workers have made their first rounds by then, and the collector has nothing more to do.
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(Invariant($"Start: {options.Runs} times on {options.Provider}, a flush costs {options.FlushMicroseconds} µs."));
        await using var bench = await Workbench.CreateAsync(options.FlushMicroseconds);
        var faucet = new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(options.Provider, "faucet"), "faucet");
        var fresh = await FirstPageAsync(faucet, cancellationToken);
        await faucet.PrepareAsync(FaucetUnderTest.OpenToAll);
        await SeededWallets.WriteAsync(faucet.Database, Wallets);
        var forms = new ClaimForms(new ClaimMix(Wallets), await faucet.ReadSecretsAsync());
        var starts = new List<(double Page, double Processor, double Claim, double Second)>();

        // The first brings the files into memory, and this program's own code up to speed.
        for (var run = 0; run <= options.Runs; run++)
        {
            var start = await StartAsync(faucet, forms, cancellationToken);
            if (run > 0)
            {
                starts.Add(start);
                Console.WriteLine(Invariant($"Start {run}: first page after {start.Page:F0} ms ({start.Processor:F0} ms CPU), first claim took {start.Claim:F0} ms, the second {start.Second:F0} ms"));
            }
        }

        return
        [
            Figure.AtMost($"{options.Provider}: start → first page", starts.Median(start => start.Page), 500, "0", "ms"),
            Figure.Plain($"{options.Provider}: processor time of that", starts.Median(start => start.Processor), "0", "ms"),
            Figure.AtMost($"{options.Provider}: first claim of a fresh process", starts.Median(start => start.Claim), 250, "0", "ms"),
            Figure.Plain($"{options.Provider}: its second claim", starts.Median(start => start.Second), "0", "ms"),
            Figure.Plain($"{options.Provider}: very first start, which makes the schema", fresh, "0", "ms"),
            Figure.Plain($"{options.Provider}: memory, idle", await IdleMegabytesAsync(faucet, cancellationToken), "0", "MB"),
        ];
    }

    private static async Task<double> FirstPageAsync(FaucetUnderTest faucet, CancellationToken cancellationToken)
    {
        await using var server = await faucet.ServeAsync(cancellationToken);
        return server.FirstPageAfter.TotalMilliseconds;
    }

    private static async Task<(double Page, double Processor, double Claim, double Second)> StartAsync(
        FaucetUnderTest faucet, ClaimForms forms, CancellationToken cancellationToken)
    {
        await using var server = await faucet.ServeAsync(cancellationToken);
        using var connection = new Connection(server.Port);
        return (server.FirstPageAfter.TotalMilliseconds, server.FirstPageProcessor.TotalMilliseconds, await ClaimAsync(), await ClaimAsync());

        async Task<double> ClaimAsync()
        {
            var request = forms.Next().ToRequest(server.Port);
            var started = Stopwatch.GetTimestamp();
            var reply = await connection.SendAsync(request, cancellationToken);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            return reply.Status == 303 ? took : throw new BenchmarkException($"A claim was answered:\n{reply}");
        }
    }

    private static async Task<double> IdleMegabytesAsync(FaucetUnderTest faucet, CancellationToken cancellationToken)
    {
        await using var server = await faucet.ServeAsync(cancellationToken);
        await Task.Delay(UntilIdle, cancellationToken);
        return ProcessFigures.ResidentBytes(server.Process) / 1e6;
    }
}
