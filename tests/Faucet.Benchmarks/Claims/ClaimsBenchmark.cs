using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Engine.Data;
using static System.FormattableString;

namespace Faucet.Benchmarks.Claims;

/// <summary>Claims over HTTP through the real page, next to a reference, run in turns so that a noisy machine disturbs both alike.</summary>
internal sealed class ClaimsBenchmark(ClaimsOptions options)
{
    private static readonly TimeSpan HelloMeasured = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(Invariant($"Claims on {options.Provider}: {options.Clients} clients from {(options.Mix.IsIpv6 ? "IPv6" : "IPv4")}, {options.Mix.Wallets:N0} wallets and {options.Mix.NewWalletsPercent} % new ones, a flush costs {options.FlushMicroseconds} µs, {Environment.ProcessorCount} processors, load on the same ones."));
        await using var bench = await Workbench.CreateAsync(options.FlushMicroseconds);
        var faucet = new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(options.Provider, "faucet"), "faucet");
        await faucet.PrepareAsync(FaucetUnderTest.OpenToAll);
        await SeededWallets.WriteAsync(faucet.Database, options.Mix.Wallets);
        await SeededVisitors.WriteAsync(faucet, options.Mix, cancellationToken);
        var copy = await faucet.Database.CopyAsync("reference");
        var rows = await ClaimRows.ReadAsync(faucet.Database, options.Mix.IsIpv6);
        IReference reference = copy switch
        {
            SqliteFile file => new RawReference(file, rows, options.Mix, bench.Flush),
            PostgresDatabase postgres => new PgbenchReference(postgres, rows, options.Mix, options.Clients, bench.Folder("pgbench")),
            _ => throw new BenchmarkException($"There is no reference for {options.Provider}."),
        };

        var (counted, size) = (await ClaimRows.CountAsync(faucet.Database), await faucet.Database.SizeBytesAsync());
        var referenceCounted = await ClaimRows.CountAsync(copy);
        var runs = await MeasureAsync(faucet, reference, cancellationToken);

        var countedAfter = await ClaimRows.CountAsync(faucet.Database);
        var grown = (double)(await faucet.Database.SizeBytesAsync() - size) / (countedAfter[0] - counted[0]);
        Console.WriteLine($"Rows per claim: {ClaimRows.PerClaim(counted, countedAfter)}; reference: {ClaimRows.PerClaim(referenceCounted, await ClaimRows.CountAsync(copy))}");
        Console.WriteLine($"Ledger: {await faucet.VerifyLedgerAsync()}");
        return [.. Figures(runs, reference, grown)];
    }

    private async Task<List<Run>> MeasureAsync(FaucetUnderTest faucet, IReference reference, CancellationToken cancellationToken)
    {
        var runs = new List<Run>();
        await using var served = await ServedFaucet.StartAsync(faucet, options.Mix, options.Clients, cancellationToken);
        await using var plain = await Hello.StartAsync(cancellationToken);
        using var hello = Hello.LoadOn(plain, options.Clients);
        await hello.WarmUpAsync(HelloMeasured, cancellationToken);
        await served.Claims.WarmUpAsync(options.WarmUp, cancellationToken);
        for (var number = 1; number <= options.Runs; number++)
        {
            var bare = await hello.MeasureAsync(plain.Process, HelloMeasured, cancellationToken);
            var raw = await reference.MeasureAsync(options.Measured, cancellationToken);
            var before = faucet.Database.ServerFigures();
            var claims = await served.MeasureClaimsAsync(options.Measured, cancellationToken);
            var database = faucet.Database.ServerFigures() - before;
            var run = new Run(claims, bare, raw, database.Processor.TotalMicroseconds / claims.Count, (double)database.BytesWritten / claims.Count);
            runs.Add(run);
            Console.WriteLine(Invariant($"Run {number}: {claims.PerSecond:N0} claims/s, {claims.P50.TotalMilliseconds:F1} / {claims.P95.TotalMilliseconds:F1} / {claims.P99.TotalMilliseconds:F1} ms, {claims.Processor:F0} µs CPU (database server: {run.DatabaseProcessor:F0}, load: {claims.ClientProcessor:F0}), {run.BytesWritten / 1000:F1} KB; reference {raw.ClaimsPerSecond:N0} claims/s, {raw.Processor:F0} µs, {raw.BytesWritten / 1000:F1} KB; ratio {run.Ratio:F2}; hello {bare.Processor:F1} µs"));
        }

        return runs;
    }

    private IEnumerable<Figure> Figures(List<Run> runs, IReference reference, double grown)
    {
        var what = Invariant($"{options.Provider}, {options.Clients} clients, flush {options.FlushMicroseconds / 1000.0:0.###} ms")
            + (options.Mix.NewWalletsPercent > 0 ? Invariant($", {options.Mix.NewWalletsPercent} % new wallets") : "") + (options.Mix.IsIpv6 ? ", IPv6" : "");
        var claims = runs.Select(run => run.Claims).ToList();
        var (p50, p99) = (claims.Median(run => run.P50.TotalMilliseconds), claims.Median(run => run.P99.TotalMilliseconds));
        yield return Figure.Plain($"{what}: claims/s", claims.Median(run => run.PerSecond), "N0");
        yield return Figure.Plain($"{what}: reference/s ({reference.Description})", runs.Median(run => run.Reference.ClaimsPerSecond), "N0");
        yield return Figure.AtLeast($"{what}: ÷ reference", runs.Median(run => run.Ratio), reference.Goal(options.Clients));
        yield return Figure.Plain($"{what}: p50", p50, "0.0", "ms");
        if (options.Clients == 64 && options.FlushMicroseconds is 1_000 or 4_000)
        {
            yield return Figure.AtMost($"{what}: p99", p99, options.FlushMicroseconds == 1_000 ? 15 : 30, "0.0", "ms");
            if (options.FlushMicroseconds == 1_000)
            {
                yield return Figure.AtMost($"{what}: p99 ÷ p50", p99 / p50, 2, "0.00");
            }
        }
        else
        {
            yield return Figure.Plain($"{what}: p99", p99, "0.0", "ms");
        }

        var processor = claims.Median(run => run.Processor);
        yield return Figure.Plain($"{what}: CPU per claim, web", processor, "0", "µs");
        yield return Figure.AtMost(
            Invariant($"{what}: ÷ hello ({runs.Median(run => run.Hello.Processor):0.0} µs, {runs.Median(run => run.Hello.PerSecond):N0}/s)"),
            runs.Median(run => run.Claims.Processor / run.Hello.Processor),
            12);
        yield return Figure.Plain($"{what}: CPU per claim, reference", runs.Median(run => run.Reference.Processor), "0", "µs");
        if (options.Provider is DatabaseProvider.Sqlite)
        {
            yield return Figure.AtMost($"{what}: database grows per claim", grown, 200, "0", "B");
            yield return Figure.AtMost($"{what}: written per claim", runs.Median(run => run.BytesWritten) / 1000, 20, "0.0", "KB");
        }
        else
        {
            yield return Figure.Plain($"{what}: CPU per claim, database server", runs.Median(run => run.DatabaseProcessor), "0", "µs");
            yield return Figure.Plain($"{what}: database grows per claim", grown, "0", "B");
            yield return Figure.Plain($"{what}: written per claim", runs.Median(run => run.BytesWritten) / 1000, "0.0", "KB");
        }
    }

    /// <param name="DatabaseProcessor">Microseconds per claim of a database server of its own.</param>
    private sealed record Run(LoadResult Claims, LoadResult Hello, ReferenceResult Reference, double DatabaseProcessor, double DatabaseBytes)
    {
        public double Ratio => Claims.PerSecond / Reference.ClaimsPerSecond;

        public double BytesWritten => Claims.BytesWritten + DatabaseBytes;
    }
}
