using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;

namespace Faucet.Benchmarks.Claims;

/// <summary>
/// What the faucet writes for a claim, and the references therefore too. This is the one place to change when the faucet writes other rows; that
/// it is right is checked by counting rows after each measurement (<see cref="CountAsync"/>).
/// </summary>
/// <param name="Buckets">Client buckets per claim, those of the wallet's owner.</param>
/// <param name="BucketColumns">Columns of such a bucket besides its key: times in milliseconds.</param>
internal sealed record ClaimRows(int Buckets, IReadOnlyList<string> BucketColumns)
{
    /// <summary>The rows that a claim adds; those that it changes are the wallet's and, once per group, the day's.</summary>
    public static readonly string[] Counted = ["Claims", "LedgerTransfers", "ClientBuckets", "Wallets", "LedgerAccounts"];

    // Device and host. The network's bucket, which 256 neighbours share, is left out to the faucet's disadvantage.
    private const int BucketsOfIpv4 = 2;
    private const int BucketsOfIpv6 = 2;

    public static async Task<ClaimRows> ReadAsync(MeasuredDatabase database, bool isIpv6) =>
        new(isIpv6 ? BucketsOfIpv6 : BucketsOfIpv4, await database.ColumnsAfterKeyAsync("ClientBuckets"));

    public static async Task<long[]> CountAsync(MeasuredDatabase database)
    {
        var counts = new long[Counted.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = await database.ReadAsync<long>($"""SELECT COUNT(*) FROM "{Counted[i]}" """);
        }

        return counts;
    }

    /// <summary>Rows per claim between two counts, in words.</summary>
    public static string PerClaim(long[] before, long[] after) => string.Join(", ", Counted.Select(
        (table, i) => FormattableString.Invariant($"{(double)(after[i] - before[i]) / Math.Max(1, after[0] - before[0]):0.00} {table}")));
}
