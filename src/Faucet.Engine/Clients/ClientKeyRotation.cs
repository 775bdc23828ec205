using System.Buffers.Binary;
using System.Globalization;
using Faucet.Core.Clients;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Clients;

/// <summary>Makes the secrets that hash clients ahead of time, and forgets old ones with all that was stored under them.</summary>
/// <remarks>Any number of replicas may do this at the same time: the secret's name is its primary key.</remarks>
public sealed class ClientKeyRotation(FaucetDatabase database, DatabaseMigrator migrator, ClientKeys keys, TimeProvider time)
{
    /// <summary>Rows deleted at once: few enough that claims hardly wait for it.</summary>
    public const int ChunkRows = 1_000;

    private const string Name = "client-buckets";

    /// <summary>Loads the secrets of the current and the next epoch, made if they are not there, and the previous one's if it still is.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var epoch = ClientEpoch.NumberAt(time.GetUtcNow());
        var loaded = new List<EpochSecret>();
        if (await FindAsync(NameOf(epoch - 1), cancellationToken) is { } previous)
        {
            loaded.Add(new EpochSecret((ushort)(epoch - 1), new KeyedHash(Convert.FromHexString(previous))));
        }

        foreach (var wanted in new[] { epoch, checked((ushort)(epoch + 1)) })
        {
            loaded.Add(new EpochSecret(wanted, new KeyedHash(Convert.FromHexString(await migrator.SecretAsync(NameOf(wanted), cancellationToken)))));
        }

        keys.Use(loaded);
    }

    /// <summary>Deletes the secrets that are older than the previous epoch, and a chunk of what was stored under them.</summary>
    /// <remarks>Secrets first: without them the rows that are left say nothing about anybody.</remarks>
    /// <returns>Whether there may be more to delete: then call again, after a pause that lets claims pass.</returns>
    public async Task<bool> ForgetAsync(CancellationToken cancellationToken)
    {
        var oldest = ClientEpoch.NumberAt(time.GetUtcNow()) - 1;
        await using var db = database.Open();
        var names = await db.InstallationSecrets.Where(s => s.Name.StartsWith(Name)).Select(s => s.Name).ToListAsync(cancellationToken);
        foreach (var name in names.Where(name => IsOlder(name, oldest)))
        {
            await db.InstallationSecrets.Where(s => s.Name == name).ExecuteDeleteAsync(cancellationToken);
        }

        // Keys begin with their epoch, so the oldest come first.
        var first = await db.ClientBuckets.OrderBy(b => b.Key).Take(ChunkRows).Select(b => b.Key).ToListAsync(cancellationToken);
        var last = first.LastOrDefault(key => BinaryPrimitives.ReadUInt16BigEndian(key) < oldest);
        if (last is null)
        {
            return false;
        }

        await db.Database.ExecuteSqlAsync($"""DELETE FROM "ClientBuckets" WHERE "Key" <= {last}""", cancellationToken);
        return ReferenceEquals(last, first[^1]);
    }

    private async Task<string?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.InstallationSecrets.Where(s => s.Name == name).Select(s => s.Value).SingleOrDefaultAsync(cancellationToken);
    }

    private static string NameOf(int epoch) => string.Create(CultureInfo.InvariantCulture, $"{Name}-{epoch}");

    /// <remarks>A name without an epoch is that of the secret that never changed, which earlier versions had.</remarks>
    private static bool IsOlder(string name, int oldest) =>
        !int.TryParse(name.AsSpan(Math.Min(name.Length, Name.Length + 1)), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || epoch < oldest;
}
