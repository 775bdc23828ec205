using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;
using Faucet.Engine.Data;
using static System.FormattableString;

namespace Faucet.Benchmarks.Growth;

internal sealed record GrowthOptions(
    DatabaseProvider Provider, TimeSpan Measured, TimeSpan WarmUp, int Runs, int FlushMicroseconds, int Claims, int Wallets, string? Keep)
{
    public static GrowthOptions Default { get; } = new(
        DatabaseProvider.Sqlite, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), Runs: 5, FlushMicroseconds: 1_000, 10_000_000, 1_000_000, Keep: null);
}

/// <summary>A faucet with millions of claims next to one that has just been opened, in turns.</summary>
internal sealed class GrowthBenchmark(GrowthOptions options)
{
    private const int Clients = 64;
    private const int WalletsOfEmpty = 10_000;
    private const int WalletPages = 32;

    private string What => Invariant($"{options.Provider}, {options.Claims:N0} claims and {options.Wallets:N0} wallets");

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine($"Growth: {What}, next to an empty database.");
        await using var bench = await Workbench.CreateAsync(options.FlushMicroseconds);
        var grown = await new KeptLedgers(options.Keep).OpenAsync(bench, options.Provider, options.Claims, options.Wallets);
        var size = await grown.Database.SizeBytesAsync();
        var empty = new FaucetUnderTest(bench, await bench.CreateDatabaseAsync(options.Provider, "empty"), "empty");
        await empty.PrepareAsync(FaucetUnderTest.OpenToAll);
        await SeededWallets.WriteAsync(empty.Database, WalletsOfEmpty);
        await SeededVisitors.WriteAsync(empty, new ClaimMix(WalletsOfEmpty), cancellationToken);
        await SeededVisitors.WriteAsync(grown, new ClaimMix(options.Wallets), cancellationToken);

        var figures = new List<Figure>();
        await MeasureServersAsync(empty, grown, figures, cancellationToken);
        await MeasureEnginesAsync(bench, empty, grown, figures, cancellationToken);
        figures.Add(Figure.Plain($"{What}: size per claim, all tables", (double)size / options.Claims, "0", "B"));
        return figures;
    }

    private async Task MeasureServersAsync(FaucetUnderTest empty, FaucetUnderTest grown, List<Figure> figures, CancellationToken cancellationToken)
    {
        await using var small = await ServedFaucet.StartAsync(empty, new ClaimMix(WalletsOfEmpty), Clients, cancellationToken);
        await using var large = await ServedFaucet.StartAsync(grown, new ClaimMix(options.Wallets), Clients, cancellationToken);
        await small.Claims.WarmUpAsync(options.WarmUp, cancellationToken);
        await large.Claims.WarmUpAsync(options.WarmUp, cancellationToken);
        var (throughput, pages) = (new List<double>(), new List<double>());
        for (var run = 1; run <= options.Runs; run++)
        {
            var before = await small.MeasureClaimsAsync(options.Measured, cancellationToken);
            var after = await large.MeasureClaimsAsync(options.Measured, cancellationToken);
            throughput.Add(after.PerSecond / before.PerSecond);
            Console.WriteLine(Invariant($"Run {run}: empty {before.PerSecond:N0} claims/s, p99 {before.P99.TotalMilliseconds:F1} ms, {before.Processor:F0} µs; grown {after.PerSecond:N0} claims/s, p99 {after.P99.TotalMilliseconds:F1} ms, {after.Processor:F0} µs; ratio {throughput[^1]:F2}"));
        }

        figures.Add(Figure.AtLeast($"{What}: claims/s ÷ empty", throughput.Median(), 0.90));
        figures.Add(Figure.AtMost($"{What}: memory after load", ProcessFigures.ResidentBytes(large.Server.Process) / 1e6, 180, "0", "MB"));

        using var smallPages = await small.WalletPagesAsync(WalletPages, cancellationToken);
        using var largePages = await large.WalletPagesAsync(WalletPages, cancellationToken);
        var shorter = options.Measured / 3;
        await smallPages.WarmUpAsync(shorter, cancellationToken);
        await largePages.WarmUpAsync(shorter, cancellationToken);
        for (var run = 1; run <= options.Runs; run++)
        {
            var before = await smallPages.MeasureAsync(small.Server.Process, shorter, cancellationToken);
            var after = await largePages.MeasureAsync(large.Server.Process, shorter, cancellationToken);
            pages.Add(after.P50 / before.P50);
            Console.WriteLine(Invariant($"Wallet page {run}: empty {before.P50.TotalMilliseconds:F2} ms, grown {after.P50.TotalMilliseconds:F2} ms (p50, one visitor at a time)"));
        }

        figures.Add(Figure.AtMost($"{What}: wallet page ÷ empty", pages.Median(), 1.25, "0.00"));
    }

    private async Task MeasureEnginesAsync(
        Workbench bench, FaucetUnderTest empty, FaucetUnderTest grown, List<Figure> figures, CancellationToken cancellationToken)
    {
        await using var small = new EngineInProcess(empty.Database, bench.Folder("empty"));
        await using var large = new EngineInProcess(grown.Database, bench.Folder("grown"));
        var (smallHistories, largeHistories) = (await small.HistoriesAsync(WalletsOfEmpty, options.WarmUp, cancellationToken), await large.HistoriesAsync(options.Wallets, options.WarmUp, cancellationToken));
        var audit = await large.AuditAsync(cancellationToken);
        var rows = await grown.Database.ReadAsync<long>("""SELECT (SELECT COUNT(*) FROM "Claims") + (SELECT COUNT(*) FROM "LedgerTransfers")""");
        figures.Add(Figure.AtMost(Invariant($"{What}: full audit of {rows:N0} claims and transfers"), audit.TotalSeconds, 2, "0.0", "s"));
        figures.Add(Figure.AtMost($"{What}: a wallet's history, in process, p99", largeHistories.Percentile(99), 1, "0.00", "ms"));
        figures.Add(Figure.Plain($"{What}: a wallet's history, in process, p50 (empty: {smallHistories.Percentile(50):0.00}, p99 {smallHistories.Percentile(99):0.00} ms)", largeHistories.Percentile(50), "0.00", "ms"));
        var before = await small.PayoutSelectionAsync(cancellationToken);
        var after = await large.PayoutSelectionAsync(cancellationToken);
        figures.Add(Figure.AtMost(Invariant($"{What}: payout selection ÷ empty ({before:0.00} ms)"), after / before, 1.25, "0.00"));
    }
}
