using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Faucet.Benchmarks.Databases;
using Faucet.Core.Clients;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;

namespace Faucet.Benchmarks.Faucets;

/// <summary>Who owns the wallets: each one comes from a browser and an address of its own, and has been there before.</summary>
internal static class SeededVisitors
{
    /// <summary>The id in the cookie of a wallet's owner.</summary>
    public static string Browser(int wallet) =>
        Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(wallet)).AsSpan(0, 16));

    /// <summary>Writes what the faucet remembers of them all, under the secret that it hashes with now.</summary>
    public static async Task WriteAsync(FaucetUnderTest faucet, ClaimMix mix, CancellationToken cancellationToken)
    {
        // It makes its secrets when it first serves.
        await (await faucet.ServeAsync(cancellationToken)).DisposeAsync();
        var now = TimeProvider.System.GetUtcNow();
        var epoch = ClientEpoch.NumberAt(now);
        var secret = await faucet.Database.ReadAsync<string>(
            string.Create(CultureInfo.InvariantCulture, $"""SELECT "Value" FROM "InstallationSecrets" WHERE "Name" = 'client-buckets-{epoch}'"""));
        var keys = new ClientKeys();
        keys.Use([new EpochSecret(epoch, new KeyedHash(Convert.FromHexString(secret)))]);

        var columns = await faucet.Database.ColumnsAfterKeyAsync("ClientBuckets");
        var buckets = Enumerable.Range(0, mix.Wallets)
            .SelectMany(wallet => keys.KeysOf(IPAddress.Parse(mix.Client(wallet)), Browser(wallet), now))
            .Select(bucket => bucket.Key).DistinctBy(Convert.ToHexString).OrderBy(Convert.ToHexString, StringComparer.Ordinal);
        await using var rows = faucet.Database.BeginBulk();
        await rows.InsertAsync("ClientBuckets", ["Key", .. columns], buckets.Select(key => (object?[])[key, .. columns.Select(_ => (object?)0L)]));
    }
}
