using System.Net;
using Faucet.Web.Clients;
using Faucet.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Faucet.Web.Tests.Clients;

/// <summary>A client's address comes from the connection, or from the header of a proxy that the operator named; from nowhere else.</summary>
public sealed class ForwardedHeaderTests
{
    private static readonly IPAddress Stranger = IPAddress.Parse("198.51.100.7");

    [Fact]
    public async Task Forged_forwarded_headers_1_000_tries_one_bucket()
    {
        var seed = Environment.TickCount;
        var dice = new Random(seed);
        var seen = new HashSet<string>();
        for (var i = 0; i < 1_000; i++)
        {
            seen.Add(await ClientSeenAsync(Stranger, Forged(dice), []));
        }

        Assert.True(seen.SequenceEqual([Stranger.ToString()]), $"Seed {seed}: {string.Join(", ", seen.Take(10))}");
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_a_client_chooses_nothing_1_000_tries()
    {
        var seed = Environment.TickCount;
        var dice = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            // What the client sent, then what the proxy adds: the address that it saw.
            var headers = Forged(dice).Where(h => h.Name != "X-Forwarded-Proto").ToList();
            var forged = headers.FirstOrDefault(h => h.Name == "X-Forwarded-For").Value;
            headers.RemoveAll(h => h.Name == "X-Forwarded-For");
            headers.Add(("X-Forwarded-For", forged is null ? "203.0.113.9" : $"{forged}, 203.0.113.9"));

            var seen = await ClientSeenAsync(IPAddress.Parse("10.1.2.3"), headers, [("TrustedProxies:0", "10.1.0.0/16")]);

            Assert.True(seen == "203.0.113.9", $"Seed {seed}, try {i}: {seen} from {forged}");
        }
    }

    [Fact]
    public async Task With_two_hops_the_address_before_the_inner_proxy_counts()
    {
        (string, string)[] trust = [("TrustedProxies:0", "10.1.0.1"), ("TrustedProxies:1", "10.1.0.2"), ("ProxyHops", "2")];

        Assert.Equal("203.0.113.9", await ClientSeenAsync(IPAddress.Parse("10.1.0.1"), [("X-Forwarded-For", "1.2.3.4, 203.0.113.9, 10.1.0.2")], trust));
        Assert.Equal("203.0.113.9", await ClientSeenAsync(IPAddress.Parse("10.1.0.1"), [("X-Forwarded-For", "10.1.0.2, 203.0.113.9")], trust));
    }

    [Theory]
    [InlineData("true", "203.0.113.9")]
    [InlineData("false", "127.0.0.1")]
    public async Task Loopback_is_believed_unless_the_operator_says_no(string trusted, string seen) =>
        Assert.Equal(seen, await ClientSeenAsync(IPAddress.Loopback, [("X-Forwarded-For", "203.0.113.9")], [("TrustLoopback", trusted)]));

    [Theory]
    [InlineData("TrustedProxies:0", "proxy.example")]
    [InlineData("TrustedProxies:0", "10.0.0.0/33")]
    [InlineData("TrustedProxies:0", "0.0.0.0/0")]
    [InlineData("ProxyHops", "0")]
    [InlineData("ProxyHops", "6")]
    [InlineData("TrustLoopback", "maybe")]
    public void Refuses_to_start_with_a_proxy_that_it_can_not_read(string key, string value) =>
        Assert.Throws<StartupException>(() => TrustedProxies.Configure(new ForwardedHeadersOptions(), Configuration([(key, value)])));

    private static List<(string Name, string Value)> Forged(Random dice)
    {
        string[] names = ["X-Forwarded-For", "X-Forwarded-For", "Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "X-Original-For", "X-Forwarded-Proto", "X-Forwarded-Host"];
        return [.. names.Where(_ => dice.Next(2) == 0).Distinct().Select(name => (name, Address(dice)))];
    }

    private static string Address(Random dice) => dice.Next(9) switch
    {
        0 => new IPAddress(dice.NextInt64(1, uint.MaxValue)).ToString(),
        1 => $"{new IPAddress(dice.NextInt64(1, uint.MaxValue))}:{dice.Next(70_000)}",
        2 => $"[2001:db8::{dice.Next(65_536):x}]:443",
        3 => "unknown, _hidden, " + new IPAddress(dice.NextInt64(1, uint.MaxValue)),
        4 => string.Join(", ", Enumerable.Range(0, dice.Next(1, 200)).Select(_ => "10.1.0.1")),
        5 => "for=192.0.2.60;proto=https;by=203.0.113.43",
        6 => new string('9', dice.Next(1, 4_000)),
        7 => "127.0.0.1, ::1, " + "::ffff:127.0.0.1",
        _ => "",
    };

    private static async Task<string> ClientSeenAsync(IPAddress peer, IEnumerable<(string Name, string Value)> headers, (string, string)[] settings)
    {
        var options = new ForwardedHeadersOptions();
        TrustedProxies.Configure(options, Configuration(settings));
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = peer;
        foreach (var (name, value) in headers)
        {
            context.Request.Headers.Append(name, value);
        }

        await new ForwardedHeadersMiddleware(_ => Task.CompletedTask, NullLoggerFactory.Instance, Options.Create(options)).Invoke(context);
        return context.Connection.RemoteIpAddress!.ToString();
    }

    private static IConfiguration Configuration(IEnumerable<(string Key, string Value)> values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
