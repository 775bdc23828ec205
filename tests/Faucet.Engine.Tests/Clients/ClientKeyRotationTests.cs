using System.Net;
using Faucet.Core.Clients;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Clients;

public sealed class ClientKeyRotationTests
{
    private const string Device = "0123456789abcdef0123456789abcdef";

    private static readonly IPAddress Client = IPAddress.Parse("2001:db8::1");

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_limit_is_found_again_after_the_epoch_turns(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        var before = KeysOf(world);

        world.Time.Advance(ClientEpoch.Length);
        var ahead = KeysOf(world); // The secret was made ahead of time.
        await RenewAsync(world);
        var after = KeysOf(world);

        Assert.Equal(before.Select(key => key.Key), after.Select(key => key.PreviousKey));
        Assert.Equal(ahead.Select(key => key.Key), after.Select(key => key.Key));
        Assert.NotEqual(before.Select(key => key.Key), after.Select(key => key.Key));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Nothing_is_left_of_a_client_when_the_epoch_after_next_begins(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        var first = ClientEpoch.NumberAt(world.Time.GetUtcNow());
        await StoreAsync(world, [.. KeysOf(world).Select(key => key.Key), .. Made(first, (2 * ClientKeyRotation.ChunkRows) + 7)]);

        world.Time.Advance(ClientEpoch.Length);
        await RenewAsync(world);
        await ForgetAsync(world);
        Assert.Equal((2 * ClientKeyRotation.ChunkRows) + 11, await CountAsync(world));

        var kept = KeysOf(world).Select(key => key.Key).ToList();
        await StoreAsync(world, kept);
        world.Time.Advance(ClientEpoch.Length);
        await RenewAsync(world);
        Assert.Equal(3, await ForgetAsync(world));

        await using var db = world.Database.Open();
        Assert.Equal(kept.Select(Convert.ToHexString).Order(), (await db.ClientBuckets.Select(b => b.Key).ToListAsync()).Select(Convert.ToHexString).Order());
        Assert.Equal(
            [$"client-buckets-{first + 1}", $"client-buckets-{first + 2}", $"client-buckets-{first + 3}"],
            (await db.InstallationSecrets.Where(s => s.Name.StartsWith("client")).Select(s => s.Name).ToListAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(2, await db.InstallationSecrets.CountAsync(s => s.Name.StartsWith("captcha")));
    }

    [Fact]
    public async Task The_secret_that_never_changed_goes_away()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await world.Get<DatabaseMigrator>().SecretAsync("client-buckets", CancellationToken.None);

        await ForgetAsync(world);

        await using var db = world.Database.Open();
        Assert.False(await db.InstallationSecrets.AnyAsync(s => s.Name == "client-buckets"));
        Assert.Equal(2, await db.InstallationSecrets.CountAsync(s => s.Name.StartsWith("client-buckets-")));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Replicas_that_start_together_agree(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        world.Time.Advance(5 * ClientEpoch.Length); // No secret of this time is there yet.
        var replicas = Enumerable.Range(0, 8).Select(_ => new ClientKeys()).ToList();

        await Task.WhenAll(replicas.Select(keys => Task.Run(
            () => new ClientKeyRotation(world.Database, world.Get<DatabaseMigrator>(), keys, world.Time).RenewAsync(CancellationToken.None))));

        Assert.Single(replicas.Select(keys => Convert.ToHexString(keys.KeysOf(Client, Device, world.Time.GetUtcNow())[0].Key)).Distinct());
    }

    [Fact]
    public async Task Says_when_it_is_time_to_renew()
    {
        await using var world = await FaucetWorld.CreateAsync();
        Assert.True(IsCurrent());

        world.Time.Advance(ClientEpoch.Length);
        Assert.False(IsCurrent());

        await RenewAsync(world);
        Assert.True(IsCurrent());

        bool IsCurrent() => world.Get<ClientKeys>().AreCurrentAt(world.Time.GetUtcNow());
    }

    private static IReadOnlyList<BucketKey> KeysOf(FaucetWorld world) => world.Get<ClientKeys>().KeysOf(Client, Device, world.Time.GetUtcNow());

    private static Task RenewAsync(FaucetWorld world) => world.Get<ClientKeyRotation>().RenewAsync(CancellationToken.None);

    /// <returns>How many chunks it took.</returns>
    private static async Task<int> ForgetAsync(FaucetWorld world)
    {
        var chunks = 1;
        while (await world.Get<ClientKeyRotation>().ForgetAsync(CancellationToken.None))
        {
            chunks++;
        }

        return chunks;
    }

    private static IEnumerable<byte[]> Made(ushort epoch, int count) => Enumerable.Range(0, count)
        .Select(i => (byte[])[(byte)(epoch >> 8), (byte)(epoch & 0xff), .. Guid.NewGuid().ToByteArray()[..10], .. BitConverter.GetBytes(i)]);

    private static async Task StoreAsync(FaucetWorld world, IEnumerable<byte[]> keys)
    {
        await using var db = world.Database.Open();
        db.ClientBuckets.AddRange(keys.Select(key => new ClientBucket { Key = key, NextClaimAt = world.Time.GetUtcNow(), NextWalletAt = world.Time.GetUtcNow() }));
        await db.SaveChangesAsync();
    }

    private static async Task<int> CountAsync(FaucetWorld world)
    {
        await using var db = world.Database.Open();
        return await db.ClientBuckets.CountAsync();
    }
}
