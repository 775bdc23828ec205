using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Engine.Data;
using static System.FormattableString;

namespace Faucet.Benchmarks.Flood;

/// <param name="Times">How much junk arrives, in multiples of the claims per second that the faucet can serve.</param>
internal sealed record FloodOptions(
    DatabaseProvider Provider, TimeSpan Measured, TimeSpan WarmUp, int FlushMicroseconds, int Visitors, int Connections, int Depth, int Times, string Mix)
{
    public static FloodOptions Default { get; } = new(
        DatabaseProvider.Sqlite, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(10), FlushMicroseconds: 1_000, Visitors: 4, Connections: 512, Depth: 1, Times: 10, JunkMix.Default);
}

/// <summary>How long honest visitors wait for a claim while somebody attacks, next to a quiet moment of the same process.</summary>
internal sealed class FloodBenchmark(FloodOptions options)
{
    private const int Clients = 64;
    private const int Wallets = 400_000; // Each claims once: in a flood's settings a second claim is refused.

    // What is counted in both, and long enough that the first second of either is not most of it.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(Invariant($"Flood on {options.Provider}: {options.Visitors} honest visitors at a time, junk on {options.Connections} connections, {options.Depth} at once on each: {options.Mix}; {Environment.ProcessorCount} processors, load on the same ones."));
        await using var bench = await Workbench.CreateAsync(options.FlushMicroseconds);
        var faucet = new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(options.Provider, "faucet"), "faucet");
        await faucet.PrepareAsync(FaucetUnderTest.WithCooldowns);
        await SeededWallets.WriteAsync(faucet.Database, Wallets);
        await using var served = await ServedFaucet.StartAsync(faucet, new ClaimMix(Wallets), Clients, cancellationToken);
        await served.Claims.WarmUpAsync(options.WarmUp, cancellationToken);
        var capacity = (await served.Claims.MeasureAsync(served.Server.Process, options.WarmUp / 2, cancellationToken)).PerSecond;

        var port = served.Server.Port;
        var store = await JunkMix.MakeAsync(options.Mix, served.Forms, port, cancellationToken);
        var honest = new HonestVisitors(port, served.Forms, options.Visitors);
        await honest.VisitAsync(Settling, cancellationToken);
        var quiet = await honest.VisitAsync(options.Measured, cancellationToken);
        Print("Unloaded", quiet);

        var rate = capacity * options.Times;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var junk = Enumerable.Range(0, options.Connections)
            .Select(i => new JunkConnection(port, store, i * store.Count / options.Connections, rate / options.Connections, options.Depth)).ToArray();
        var flood = junk.Select(connection => Task.Run(() => connection.RunAsync(over.Token), cancellationToken)).ToArray();
        await honest.VisitAsync(Settling, cancellationToken);
        var busy = await honest.VisitAsync(options.Measured, cancellationToken);
        await over.CancelAsync();
        await Task.WhenAll(flood);
        Print("Under flood", busy);
        PrintJunk(junk, rate);
        return [.. Figures(quiet, busy)];
    }

    private IEnumerable<Figure> Figures(VisitTimes quiet, VisitTimes busy)
    {
        var what = $"{options.Provider}, {options.Times} × capacity of junk";
        if (busy.Claims.Count == 0)
        {
            yield return new Figure($"{what}: an honest claim", "none got through", "p99 ≤ 3 × unloaded", false);
            yield break;
        }

        yield return new Figure($"{what}: honest claim p50 / p99, unloaded", Times(quiet.Claims));
        yield return new Figure($"{what}: honest claim p50 / p99, under flood", Times(busy.Claims));
        yield return Figure.AtMost($"{what}: honest claim p99 ÷ unloaded", busy.Claims.Percentile(99) / quiet.Claims.Percentile(99), 3);
        yield return Figure.Plain($"{what}: whole visit p99 ÷ unloaded", busy.Visits.Percentile(99) / quiet.Visits.Percentile(99));
        var failed = busy.Failures.Values.Sum();
        yield return Figure.Plain($"{what}: honest visits that failed", 100.0 * failed / (failed + busy.Visits.Count), "0.0", "%");
    }

    private static string Times(IReadOnlyList<double> milliseconds) => Invariant($"{milliseconds.Percentile(50):F1} / {milliseconds.Percentile(99):F1} ms");

    private static void Print(string when, VisitTimes times)
    {
        Console.WriteLine(times.Claims.Count == 0
            ? $"{when}: nobody got through"
            : $"{when}: {times.Visits.Count} visits, claim {Times(times.Claims)}, whole visit {Times(times.Visits)} (p50 / p99)");
        foreach (var (failure, count) in times.Failures)
        {
            Console.WriteLine($"  failed: {count} × {failure}");
        }
    }

    private void PrintJunk(JunkConnection[] junk, double rate)
    {
        var seconds = (options.Measured + Settling).TotalSeconds;
        var (sent, leftOut) = (junk.Sum(connection => connection.Sent), junk.Sum(connection => connection.LeftOut));
        var replies = junk.SelectMany(connection => connection.Replies).GroupBy(reply => reply.Key, reply => reply.Value).ToDictionary(group => group.Key, group => group.Sum());
        Console.WriteLine(Invariant($"Junk: {rate:N0}/s due, {sent / seconds:N0}/s sent, {replies.Values.Sum() / seconds:N0}/s answered; {leftOut:N0} left out, because all connections were full of it"));
        foreach (var ((kind, status), count) in replies.OrderBy(reply => reply.Key.Kind, StringComparer.Ordinal).ThenBy(reply => reply.Key.Status))
        {
            Console.WriteLine(Invariant($"  {kind} → {status}: {count:N0}"));
        }
    }
}
