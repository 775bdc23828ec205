using System.Diagnostics;
using System.Globalization;
using System.Net;
using Faucet.Core.Clients;
using Faucet.Engine.Clients;
using Xunit;

namespace Faucet.Engine.Tests.Clients;

public sealed class AsnDatabaseTests(ITestOutputHelper output)
{
    private static readonly byte[] Small = new MmdbWriter()
        .Add("192.0.2.0/24", 64496).Add("198.51.100.0/25", 64497).Add("198.51.100.128/25", 4_200_000_000).Add("0.0.0.0/8", 64499)
        .Add("255.255.255.255/32", 64500).Add("2001:db8::/32", 64498).Add("ffff::/16", 64501).Write();

    [Theory]
    [InlineData("192.0.2.77", 64496u)]
    [InlineData("::ffff:192.0.2.77", 64496u)]
    [InlineData("198.51.100.127", 64497u)]
    [InlineData("198.51.100.128", 4_200_000_000u)]
    [InlineData("0.1.2.3", 64499u)]
    [InlineData("255.255.255.255", 64500u)]
    [InlineData("2001:db8:1::1", 64498u)]
    [InlineData("ffff:ffff::", 64501u)]
    [InlineData("192.0.3.0", null)]
    [InlineData("255.255.255.254", null)]
    [InlineData("2001:db9::", null)]
    [InlineData("fffe:ffff::", null)]
    public void Knows_the_autonomous_system_of_an_address(string address, uint? asn) => Assert.Equal(asn, Read(Small).Find(IPAddress.Parse(address)));

    [Fact]
    public void Every_cut_file_is_refused()
    {
        for (var length = 0; length < Small.Length; length++)
        {
            // What is cut off within the last value, the build's date, is missed by nobody.
            if (length < Small.Length - 8)
            {
                Assert.Throws<NetworkFileException>(() => Read(Small[..length]));
            }
        }
    }

    /// <summary>The format has no checksum, so that not every fault can be seen. None may do harm.</summary>
    [Fact]
    public void Damaged_files_are_read_or_refused_and_never_hang()
    {
        const int seed = 11;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var damaged = Small.ToArray();
            for (var faults = random.Next(1, 4); faults > 0; faults--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Read(damaged);
            }
            catch (NetworkFileException)
            {
                refused++;
            }
        }

        output.WriteLine($"{refused} of 3000 refused");
        Assert.InRange(refused, 1, 2_999);
    }

    [Fact]
    public void A_database_of_something_else_is_refused() => Assert.Contains(
        "GeoLite2-ASN",
        Assert.Throws<NetworkFileException>(() => Read(new MmdbWriter("geoname_id").Add("192.0.2.0/24", 5).Write())).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Says_how_long_reading_takes()
    {
        const int networks = 100_000;
        var writer = new MmdbWriter();
        for (var i = 0; i < networks; i++)
        {
            writer.Add(string.Create(CultureInfo.InvariantCulture, $"{16 + (i >> 14)}.{(i >> 6) & 255}.{(i & 63) * 4}.0/23"), (uint)(1 + (i % 70_000)));
        }

        var bytes = writer.Write();
        var started = Stopwatch.GetTimestamp();
        var table = Read(bytes);

        output.WriteLine($"{networks} networks, {bytes.Length} bytes: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        Assert.Equal(1u, table.Find(IPAddress.Parse("16.0.1.255")));
        Assert.Null(table.Find(IPAddress.Parse("16.0.2.0")));
    }

    private static AddressTable Read(byte[] bytes) => AsnDatabase.Read(new MemoryStream(bytes));
}
