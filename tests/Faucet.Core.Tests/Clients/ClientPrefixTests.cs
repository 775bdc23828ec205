using System.Globalization;
using System.Net;
using CsCheck;
using Faucet.Core.Addresses;
using Faucet.Core.Clients;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Clients;

/// <summary>Which addresses are one client. CsCheck prints the seed of a failure.</summary>
public sealed class ClientPrefixTests
{
    private static readonly Gen<byte[]> Four = Gen.Byte.Array[4];

    // Not ::ffff:0:0/96: those are IPv4 addresses.
    private static readonly Gen<byte[]> Six = Gen.Byte.Array[16].Where(bytes => !new IPAddress(bytes).IsIPv4MappedToIPv6);

    [Fact]
    public void All_addresses_of_a_64_are_one_host() => Six.Sample(
        bytes =>
        {
            var host = In(bytes, ClientScope.Host);
            for (var i = 0; i < 65_536; i++)
            {
                (bytes[8], bytes[15]) = ((byte)(i >> 8), (byte)(i & 0xff));
                Assert.Equal(host, In(bytes, ClientScope.Host));
            }

            bytes[7] ^= 1;
            Assert.NotEqual(host, In(bytes, ClientScope.Host));
        },
        iter: 5);

    [Fact]
    public void All_256_hosts_of_a_56_are_one_network_and_all_256_networks_of_a_48_one_site() => Six.Sample(
        bytes =>
        {
            var hosts = new HashSet<ClientPrefix>();
            var networks = new HashSet<ClientPrefix>();
            var sites = new HashSet<ClientPrefix>();
            for (var i = 0; i < 65_536; i++)
            {
                (bytes[6], bytes[7]) = ((byte)(i >> 8), (byte)(i & 0xff));
                hosts.Add(In(bytes, ClientScope.Host));
                networks.Add(In(bytes, ClientScope.Network));
                sites.Add(In(bytes, ClientScope.Site));
            }

            Assert.Equal((65_536, 256, 1), (hosts.Count, networks.Count, sites.Count));
        },
        iter: 5);

    [Fact]
    public void An_IPv4_address_is_a_host_and_its_24_a_network() => Four.Sample(bytes =>
    {
        var (host, network) = (In(bytes, ClientScope.Host), In(bytes, ClientScope.Network));
        bytes[3] ^= 1;
        Assert.NotEqual(host, In(bytes, ClientScope.Host));
        Assert.Equal(network, In(bytes, ClientScope.Network));
        bytes[2] ^= 1;
        Assert.NotEqual(network, In(bytes, ClientScope.Network));
    });

    [Fact]
    public void An_IPv4_address_mapped_into_IPv6_is_that_address() => Four.Sample(bytes =>
    {
        var address = new IPAddress(bytes);
        Assert.Equal(ClientPrefix.Of(address), ClientPrefix.Of(address.MapToIPv6()));
    });

    [Fact]
    public void Addresses_of_different_families_are_never_one_client() => Gen.Select(Four, Six).Sample((four, six) =>
        Assert.Empty(ClientPrefix.Of(new IPAddress(four)).Intersect(ClientPrefix.Of(new IPAddress(six)))));

    [Fact]
    public void A_prefix_writes_the_leading_bytes_of_the_address() => Gen.OneOf(Four, Six).Sample(bytes =>
    {
        Span<byte> written = stackalloc byte[8];
        foreach (var prefix in ClientPrefix.Of(new IPAddress(bytes)))
        {
            var length = prefix.WriteBytes(written);
            Assert.Equal(prefix.Length / 8, length);
            Assert.Equal(bytes[..length], written[..length].ToArray());
        }
    });

    [Fact]
    public void A_zone_id_changes_nothing() =>
        Assert.Equal(ClientPrefix.Of(IPAddress.Parse("fe80::1")), ClientPrefix.Of(IPAddress.Parse("fe80::1%7")));

    [Fact]
    public void The_scopes_numbers_are_part_of_stored_keys() => Assert.Equal(
        "Device=1 Host=2 Network=3 Site=4", string.Join(' ', Enum.GetValues<ClientScope>().Select(scope => $"{scope}={(int)scope}")));

    [Fact]
    public void Epochs_turn_every_30_days_since_1970()
    {
        var turn = DateTimeOffset.UnixEpoch.AddDays(30 * 693);
        Assert.Equal(692, ClientEpoch.NumberAt(turn.AddMilliseconds(-1)));
        Assert.Equal(693, ClientEpoch.NumberAt(turn));
    }

    /// <summary>Otherwise a limit would be forgotten before it ends.</summary>
    [Fact]
    public void No_cooldown_may_be_set_longer_than_an_epoch() => Assert.All(
        SettingCatalog.All.Where(setting => setting.Key.Contains("cooldown", StringComparison.Ordinal)),
        setting => Assert.InRange(long.Parse(setting.Extremes[^1], CultureInfo.InvariantCulture), 0, (long)ClientEpoch.Length.TotalSeconds));

    private static ClientPrefix In(byte[] address, ClientScope scope) =>
        ClientPrefix.Of(new IPAddress(address)).Single(prefix => prefix.Scope == scope);
}
