using System.Globalization;
using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;

namespace Faucet.Benchmarks.Claims;

/// <summary>For SQLite: <see cref="RawWriter"/> in a process of its own.</summary>
internal sealed class RawReference(SqliteFile database, ClaimRows rows, ClaimMix mix, SlowFlush flush) : IReference
{
    private const long ClaimsPerRun = 10_000_000; // More than any run makes.

    private long runs;

    public string Description => "raw ADO.NET, 100 claims per commit, one thread";

    public double Goal(int clients) => clients >= 256 ? 0.70 : 0.50;

    public async Task<ReferenceResult> MeasureAsync(TimeSpan measured, CancellationToken cancellationToken)
    {
        var start = ChildOutput.Self(
            "raw-writer", database.Path, Text(measured.TotalSeconds), Text(runs++ * ClaimsPerRun), Text(mix.Wallets), Text(mix.NewWalletsPercent),
            Text(rows.Buckets), string.Join(',', rows.BucketColumns));
        flush.ApplyTo(start);
        return RawWriter.Parse(await ChildOutput.LastLineAsync(start));

        static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
    }
}
