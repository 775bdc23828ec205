using System.Diagnostics;
using System.Net;
using CsCheck;
using Faucet.Core.Clients;

namespace Faucet.Core.Tests.Clients;

/// <summary>CsCheck prints the seed of a failure.</summary>
public sealed class NetworkListTests(ITestOutputHelper output)
{
    private const int Many = 100_000;

    [Fact]
    public void Ten_thousand_networks_answer_as_trying_each_would() =>
        Gen.Select(NetworkGen.Networks.Array[10_000], NetworkGen.Addresses.Array[50]).Sample(
            (networks, addresses) =>
            {
                var list = Read(networks.Select(network => network.ToString()));
                var edges = networks[..25].SelectMany(network => new[] { network.BaseAddress, LastOf(network) });
                foreach (var address in addresses.Concat(edges))
                {
                    Assert.Equal(networks.Any(network => network.Contains(address)), list.Networks.Find(address) is not null);
                    Assert.Equal(list.Networks.Find(address), list.Networks.Find(address.MapToIPv6()));
                }
            },
            iter: 10);

    [Fact]
    public void A_few_networks_answer_as_trying_each_would() =>
        Gen.Select(NetworkGen.Networks.Array[0, 5], NetworkGen.Addresses.Array[20]).Sample((networks, addresses) =>
        {
            var list = Read(["# none", .. networks.Select(network => network.ToString())]);
            var edges = networks.SelectMany(network => new[] { network.BaseAddress, LastOf(network) });
            Assert.All(addresses.Concat(edges), address =>
                Assert.Equal(networks.Any(network => network.Contains(address)), list.Networks.Find(address) is not null));
        });

    [Fact]
    public void Reads_comments_blank_lines_addresses_ranges_and_autonomous_systems()
    {
        var list = Read(["# Exits", "", "  192.0.2.1  # one", "2001:db8::/32", "AS64496", "as64497 # two", "\t"]);

        Assert.Equal(4, list.Entries);
        Assert.Equal([64496u, 64497u], list.Asns.Order());
        Assert.NotNull(list.Networks.Find(IPAddress.Parse("192.0.2.1")));
        Assert.Null(list.Networks.Find(IPAddress.Parse("192.0.2.2")));
        Assert.NotNull(list.Networks.Find(IPAddress.Parse("2001:db8:ffff::1")));
    }

    [Theory]
    [InlineData("AS0")]
    [InlineData("AS")]
    [InlineData("AS4294967296")]
    [InlineData("AS-1")]
    [InlineData("192.0.2.0 - 192.0.2.255")]
    [InlineData("<html>")]
    [InlineData("\u001b[31m192.0.2.1")]
    public void Names_the_first_bad_line_and_shows_nothing_that_a_terminal_obeys(string line)
    {
        var refused = Assert.IsType<NetworkListReading.Refused>(NetworkList.Read(["# Exits", "192.0.2.1", line, "also bad"], Many));

        Assert.Equal(3, refused.Line);
        Assert.All(refused.Mend, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public void Refuses_an_empty_file_and_one_with_too_many_entries()
    {
        Assert.IsType<NetworkListReading.Refused>(NetworkList.Read([], Many));
        Assert.Equal(4, Assert.IsType<NetworkListReading.Refused>(NetworkList.Read(["#", "192.0.2.1", "192.0.2.2", "192.0.2.3"], 2)).Line);
        Assert.Equal(0, Read(["# none"]).Entries);
    }

    /// <summary>Printed, not asserted: machines differ. Wanted are 50 µs.</summary>
    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void Says_how_long_a_lookup_takes(int networks)
    {
        const int lookups = 200_000;
        var random = new Random(17);
        var started = Stopwatch.GetTimestamp();
        var table = AddressTable.Of(Enumerable.Range(0, networks).Select(i => (NetworkOf(i, random), 1u)));
        output.WriteLine($"{networks} networks: built in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        var addresses = Enumerable.Range(0, lookups).Select(i => AddressOf(i, random)).ToArray();

        started = Stopwatch.GetTimestamp();
        var found = addresses.Count(address => table.Find(address) is not null);

        output.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalMicroseconds / lookups:0.000} µs per lookup, {found} of {lookups} listed");
        Assert.InRange(found, 1, lookups - 1);
    }

    private static IPNetwork NetworkOf(int i, Random random)
    {
        var bytes = AddressOf(i, random).GetAddressBytes();
        bytes[^1] = 0;
        return new IPNetwork(new IPAddress(bytes), (8 * bytes.Length) - 8);
    }

    private static IPAddress AddressOf(int i, Random random)
    {
        var bytes = new byte[i % 2 == 0 ? 4 : 16];
        random.NextBytes(bytes);
        if (bytes.Length == 16)
        {
            (bytes[0], bytes[1]) = (0x20, 1);
            bytes.AsSpan(4, 11).Clear(); // Crowded, so that some are found.
        }

        return new IPAddress(bytes);
    }

    private static IPAddress LastOf(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    private static NetworkList Read(IEnumerable<string> lines) =>
        Assert.IsType<NetworkListReading.Accepted>(NetworkList.Read(lines, Many)).List;
}
