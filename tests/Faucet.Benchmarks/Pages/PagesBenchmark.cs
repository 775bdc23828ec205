using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Engine.Data;
using static System.FormattableString;

namespace Faucet.Benchmarks.Pages;

internal sealed record PagesOptions(
    DatabaseProvider Provider, TimeSpan Measured, TimeSpan WarmUp, int Runs, int FlushMicroseconds, bool WithoutBrowser)
{
    public static PagesOptions Default { get; } = new(
        DatabaseProvider.Sqlite, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), Runs: 5, FlushMicroseconds: 1_000, WithoutBrowser: false);
}

/// <summary>The landing page and the wallet page next to a plain endpoint, in turns; and what a first visit weighs.</summary>
internal sealed class PagesBenchmark(PagesOptions options)
{
    private const int Clients = 64;
    private const int Wallets = 1_000;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine(Invariant($"Pages on {options.Provider}: {Clients} clients, {Environment.ProcessorCount} processors, load on the same ones."));
        await using var bench = await Workbench.CreateAsync(options.FlushMicroseconds);
        var faucet = new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(options.Provider, "faucet"), "faucet");
        await faucet.PrepareAsync(FaucetUnderTest.OpenToAll);
        await SeededWallets.WriteAsync(faucet.Database, Wallets);
        await using var served = await ServedFaucet.StartAsync(faucet, new ClaimMix(Wallets), Clients, cancellationToken);
        var weight = options.WithoutBrowser ? null : await PageWeight.MeasureAsync(served.Server.Port);
        await using var plain = await Hello.StartAsync(cancellationToken);
        using var hello = Hello.LoadOn(plain, Clients);
        await hello.WarmUpAsync(options.WarmUp / 2, cancellationToken);

        var front = Connection.Get(served.Server.Port, "/");
        using var landing = new Load([.. Enumerable.Range(0, Clients).Select(_ => new LoadClient(served.Server.Port, 200, () => front))]);
        using var wallet = await served.WalletPagesAsync(Clients, cancellationToken, Clients);
        return
        [
            .. await CompareAsync("landing page", 0.45, landing, served.Server, hello, plain, cancellationToken),
            .. await CompareAsync("wallet page", null, wallet, served.Server, hello, plain, cancellationToken),
            .. weight is null ? [] : Weigh(weight),
        ];
    }

    private async Task<IReadOnlyList<Figure>> CompareAsync(
        string what, double? goal, Load pages, ServerProcess server, Load hello, ServerProcess plain, CancellationToken cancellationToken)
    {
        await pages.WarmUpAsync(options.WarmUp, cancellationToken);
        var runs = new List<(LoadResult Page, LoadResult Hello)>();
        for (var run = 1; run <= options.Runs; run++)
        {
            var bare = await hello.MeasureAsync(plain.Process, options.Measured, cancellationToken);
            var page = await pages.MeasureAsync(server.Process, options.Measured, cancellationToken);
            runs.Add((page, bare));
            Console.WriteLine(Invariant($"{what} {run}: {page.PerSecond:N0}/s, p99 {page.P99.TotalMilliseconds:F1} ms, {page.Processor:F0} µs CPU (load: {page.ClientProcessor:F0}); hello {bare.PerSecond:N0}/s, {bare.Processor:F0} µs; ratio {page.PerSecond / bare.PerSecond:F2}"));
        }

        var ratio = runs.Median(run => run.Page.PerSecond / run.Hello.PerSecond);
        return
        [
            Figure.Plain($"{options.Provider}, {what}: requests/s (hello: {runs.Median(run => run.Hello.PerSecond):N0})", runs.Median(run => run.Page.PerSecond), "N0"),
            goal is { } least ? Figure.AtLeast($"{options.Provider}, {what} ÷ hello", ratio, least) : Figure.Plain($"{options.Provider}, {what} ÷ hello", ratio, "0.00"),
            Figure.Plain($"{options.Provider}, {what}: CPU (hello: {runs.Median(run => run.Hello.Processor):0} µs)", runs.Median(run => run.Page.Processor), "0", "µs"),
        ];
    }

    private static IEnumerable<Figure> Weigh(PageWeight weight)
    {
        foreach (var stranger in weight.Strangers)
        {
            Console.WriteLine($"Third-party request: {stranger}");
        }

        yield return Figure.AtMost(Invariant($"first visit, before interaction ({weight.RequestsBefore} requests)"), weight.Before / 1000.0, 15, "0.0", "KB");
        yield return Figure.AtMost(Invariant($"first visit, captcha solved ({weight.Requests} requests)"), weight.Total / 1000.0, 50, "0.0", "KB");
        yield return Figure.AtMost("first visit, third-party requests", weight.Strangers.Count, 0, "0");
    }
}
