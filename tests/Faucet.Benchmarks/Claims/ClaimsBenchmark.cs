using System.Diagnostics;
using System.Globalization;
using static System.FormattableString;

namespace Faucet.Benchmarks.Claims;

/// <summary>Claims over HTTP through the real page, next to the raw writer, run in turns so that a noisy machine disturbs both alike.</summary>
internal sealed class ClaimsBenchmark(ClaimsOptions options)
{
    private static readonly TimeSpan HelloMeasured = TimeSpan.FromSeconds(3);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var scratch = ScratchFolder.Create();
        var flush = await SlowFlush.CompileAsync(scratch.Path, options.FlushMicroseconds);
        var faucet = new FaucetUnderTest(scratch.Path);
        Console.WriteLine(Invariant($"{options.Clients} clients, {options.Wallets:N0} wallets, a flush costs {options.FlushMicroseconds} µs, {Environment.ProcessorCount} processors, load on the same ones."));
        await faucet.PrepareAsync(options.Wallets);
        var rawDatabase = scratch.File("raw.db");
        File.Copy(faucet.Database, rawDatabase);
        var seededBytes = new FileInfo(faucet.Database).Length;

        var hello = await MeasureHelloAsync(cancellationToken);
        var (raws, results, total) = await MeasureClaimsAsync(faucet, flush, rawDatabase, cancellationToken);

        var ratios = results.Zip(raws, (claims, raw) => claims.PerSecond / raw.ClaimsPerSecond).ToArray();
        var median = Median(results, r => r.PerSecond);
        Console.WriteLine();
        Console.WriteLine(Invariant($"Median of {options.Runs}: {median:N0} claims/s, {Median(results, r => r.P50.TotalMilliseconds):F1} / {Median(results, r => r.P95.TotalMilliseconds):F1} / {Median(results, r => r.P99.TotalMilliseconds):F1} ms (p50/p95/p99), {Median(results, r => r.Processor):F0} µs CPU and {Median(results, r => r.BytesWritten) / 1000:F1} KB written per claim"));
        Console.WriteLine(Invariant($"Reference: {Median(raws, r => r.ClaimsPerSecond):N0} claims/s, {Median(raws, r => r.Processor):F0} µs CPU and {Median(raws, r => r.BytesWritten) / 1000:F1} KB written per claim (raw ADO.NET, 100 per commit)"));
        Console.WriteLine(Invariant($"Ratio: {Median(ratios, r => r):F2} (goal: 0.50; runs: {string.Join(", ", ratios.Select(r => r.ToString("F2", CultureInfo.InvariantCulture)))})"));
        Console.WriteLine(Invariant($"CPU per claim ÷ hello: {Median(results, r => r.Processor) / hello.Processor:F1} (goal: at most 12; hello: {hello.PerSecond:N0} requests/s, {hello.Processor:F0} µs)"));
        Console.WriteLine(Invariant($"Database: {(double)(new FileInfo(faucet.Database).Length - seededBytes) / total:F0} bytes larger per claim, {total:N0} claims, warm-up included"));
        Console.WriteLine($"Ledger: {await faucet.VerifyLedgerAsync()}");
    }

    private async Task<(List<RawResult> Raws, List<LoadResult> Results, int Total)> MeasureClaimsAsync(
        FaucetUnderTest faucet, SlowFlush flush, string rawDatabase, CancellationToken cancellationToken)
    {
        var (raws, results) = (new List<RawResult>(), new List<LoadResult>());
        var port = ServerProcess.FreePort();
        var start = faucet.Start(port);
        flush.ApplyTo(start);
        await using var server = await ServerProcess.StartAsync(start, port, cancellationToken);
        var requests = new ClaimRequests(port, options.Wallets, faucet.ReadSecrets());
        using var load = new Load([.. Enumerable.Range(0, options.Clients).Select(_ => new LoadClient(port, 303, requests.ForVisitor()))]);
        await load.WarmUpAsync(options.WarmUp, cancellationToken);
        for (var run = 1; run <= options.Runs; run++)
        {
            var raw = await MeasureRawAsync(rawDatabase, flush);
            var result = await load.MeasureAsync(server.Process, options.Measured, cancellationToken);
            raws.Add(raw);
            results.Add(result);
            Console.WriteLine(Invariant($"Run {run}: {result.PerSecond:N0} claims/s, {result.P50.TotalMilliseconds:F1} / {result.P95.TotalMilliseconds:F1} / {result.P99.TotalMilliseconds:F1} ms, {result.Processor:F0} µs CPU (load: {result.ClientProcessor:F0} µs), {result.BytesWritten / 1000:F1} KB; raw {raw.ClaimsPerSecond:N0} claims/s, {raw.Processor:F0} µs; ratio {result.PerSecond / raw.ClaimsPerSecond:F2}"));
        }

        return (raws, results, requests.Written);
    }

    private async Task<RawResult> MeasureRawAsync(string database, SlowFlush flush)
    {
        var start = Self("raw-writer", database, "--seconds", Invariant($"{options.Measured.TotalSeconds:F0}"), "--wallets", Invariant($"{options.Wallets}"));
        flush.ApplyTo(start);
        return RawWriter.Parse(await ChildOutput.LastLineAsync(start));
    }

    private async Task<LoadResult> MeasureHelloAsync(CancellationToken cancellationToken)
    {
        var port = ServerProcess.FreePort();
        await using var server = await ServerProcess.StartAsync(Self("hello", Invariant($"{port}")), port, cancellationToken);
        var request = System.Text.Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        using var load = new Load([.. Enumerable.Range(0, options.Clients).Select(_ => new LoadClient(port, 200, () => request))]);
        await load.WarmUpAsync(HelloMeasured, cancellationToken);
        return await load.MeasureAsync(server.Process, HelloMeasured, cancellationToken);
    }

    private static ProcessStartInfo Self(params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Faucet.Benchmarks.dll"), .. arguments]);

    private static double Median<T>(IEnumerable<T> values, Func<T, double> figure)
    {
        var ordered = values.Select(figure).Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }
}
