using System.Net;
using CsCheck;
using Faucet.Core.Clients;

namespace Faucet.Core.Tests.Clients;

public sealed class NetworkTextTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("2001:DB8::/32", "2001:db8::/32")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1/32")]
    [InlineData("::/1", "::/1")]
    public void Reads(string text, string network) =>
        Assert.Equal(network, Assert.IsType<NetworkReading.Accepted>(NetworkText.Read(text)).Network.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.1.2")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.-1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("192.0.2.1:80")]
    [InlineData("[::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("2001:db8::/")]
    [InlineData("/24")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/+8")]
    [InlineData("192.0.2.0/08")]
    [InlineData("192.0.2.0/24/24")]
    [InlineData("2001:db8::/129")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("example.org")]
    [InlineData("１92.0.2.1")]
    public void Refuses(string text) => Assert.IsType<NetworkReading.Refused>(NetworkText.Read(text));

    [Fact]
    public void Says_what_to_write_when_bits_stand_beyond_the_length() => Assert.Equal(
        "has bits beyond its length: write 192.0.2.0/25, or the address alone",
        Assert.IsType<NetworkReading.Refused>(NetworkText.Read("192.0.2.5/25")).Mend);

    [Fact]
    public void Whatever_the_text_it_is_read_or_refused() =>
        Gen.String[Gen.Char["0123456789abcdefx:./%[] "], 0, 40].Sample(text => Assert.NotNull(NetworkText.Read(text)), iter: 100_000);

    [Fact]
    public void Every_network_survives_its_text() => NetworkGen.Networks.Sample(network => Assert.Equal(
        network.ToString(), Assert.IsType<NetworkReading.Accepted>(NetworkText.Read(network.ToString())).Network.ToString()));
}
