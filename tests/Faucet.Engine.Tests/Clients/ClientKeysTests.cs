using System.Net;
using System.Security.Cryptography;
using Faucet.Core.Clients;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Xunit;

namespace Faucet.Engine.Tests.Clients;

public sealed class ClientKeysTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ushort Epoch = ClientEpoch.NumberAt(Now);
    private static readonly byte[] Secret = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void A_key_is_the_epoch_and_keyed_hashes_of_the_widest_network_around_it_and_of_itself()
    {
        byte[] device = [1, 0, (byte)'a', (byte)'b', (byte)'c'];
        byte[] site = [4, 48, 0x20, 0x01, 0x0d, 0xb8, 0x00, 0x01];

        var keys = KeysWith(new EpochSecret(Epoch, new KeyedHash(Secret))).KeysOf(IPAddress.Parse("2001:db8:1:2345::9"), "abc", Now);

        Assert.Equal(
            [
                Expected(device, device),
                Expected(site, [2, 64, 0x20, 0x01, 0x0d, 0xb8, 0x00, 0x01, 0x23, 0x45]),
                Expected(site, [3, 56, 0x20, 0x01, 0x0d, 0xb8, 0x00, 0x01, 0x23]),
                Expected(site, site),
            ],
            keys.Select(key => Convert.ToHexString(key.Key)));
        Assert.Equal([ClientScope.Device, ClientScope.Host, ClientScope.Network, ClientScope.Site], keys.Select(key => key.Scope));
        Assert.All(keys, key => Assert.Null(key.PreviousKey));

        static string Expected(byte[] widest, byte[] source) => Convert.ToHexString(
            [(byte)(Epoch >> 8), (byte)(Epoch & 0xff), .. HMACSHA256.HashData(Secret, widest)[..8], .. HMACSHA256.HashData(Secret, source)[8..14]]);
    }

    [Fact]
    public void A_visitor_without_a_cookie_has_no_device() => Assert.Equal(
        [ClientScope.Host, ClientScope.Network],
        KeysWith(new EpochSecret(Epoch, new KeyedHash(Secret))).KeysOf(IPAddress.Parse("::ffff:192.0.2.1"), null, Now).Select(key => key.Scope));

    [Fact]
    public void The_previous_key_is_what_the_epoch_before_would_have_written()
    {
        var keys = KeysWith(new EpochSecret((ushort)(Epoch - 1), new KeyedHash(RandomNumberGenerator.GetBytes(32))), new EpochSecret(Epoch, new KeyedHash(Secret)));
        var client = IPAddress.Parse("192.0.2.1");

        var before = keys.KeysOf(client, "abc", Now - ClientEpoch.Length);
        var after = keys.KeysOf(client, "abc", Now);

        Assert.Equal(before.Select(key => Convert.ToHexString(key.Key)), after.Select(key => Convert.ToHexString(key.PreviousKey!)));
        Assert.Empty(before.Select(key => Convert.ToHexString(key.Key)).Intersect(after.Select(key => Convert.ToHexString(key.Key))));
    }

    [Fact]
    public void Different_clients_have_different_keys()
    {
        var keys = KeysWith(new EpochSecret(Epoch, new KeyedHash(Secret)));
        var seen = new HashSet<string>();
        for (var i = 0; i < 10_000; i++)
        {
            var client = new IPAddress([10, 0, (byte)(i >> 8), (byte)(i & 0xff)]);
            Assert.True(seen.Add(Convert.ToHexString(keys.KeysOf(client, null, Now).Single(key => key.Scope == ClientScope.Host).Key)));
        }
    }

    [Fact]
    public void No_client_is_hashed_without_the_secret_of_its_time() => Assert.Throws<ClientKeysMissingException>(
        () => KeysWith(new EpochSecret(Epoch, new KeyedHash(Secret))).KeysOf(IPAddress.Loopback, null, Now + ClientEpoch.Length));

    [Fact]
    public void A_device_longer_than_any_cookie_of_ours_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => KeysWith(new EpochSecret(Epoch, new KeyedHash(Secret))).KeysOf(IPAddress.Loopback, new string('é', ClientKeys.MaximumDeviceLength + 1), Now));

    private static ClientKeys KeysWith(params EpochSecret[] secrets)
    {
        var keys = new ClientKeys();
        keys.Use(secrets);
        return keys;
    }
}
