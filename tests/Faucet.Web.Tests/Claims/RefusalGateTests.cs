using System.Net;
using Faucet.Web.Claims;

namespace Faucet.Web.Tests.Claims;

/// <summary>Who floods is turned away at next to no cost, and hardly anybody else.</summary>
public sealed class RefusalGateTests
{
    private readonly Clock clock = new();

    [Fact]
    public async Task Whoever_is_refused_all_the_time_reads_when_to_come_back_while_others_claim()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var flooding = new Visitor(faucet.Url, "10.0.0.1");
        using var other = new Visitor(faucet.Url, "10.0.0.2");
        using var program = new Visitor(faucet.Url, "10.0.0.1");
        program.Http.DefaultRequestHeaders.Accept.ParseAdd("application/problem+json");

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => flooding.ClaimAsync("nonsense", "")));

        Assert.InRange(replies.Count(reply => reply.StatusCode == HttpStatusCode.UnprocessableEntity), RefusalGate.Most, 150);
        var turnedAway = replies.Where(reply => reply.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.All(turnedAway, reply => Assert.InRange(reply.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, RefusalGate.Longest.TotalSeconds));
        Assert.Contains("Wait ten seconds", await turnedAway[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var problem = await program.ClaimAsync(Visitor.Address(1), "");
        Assert.Contains("\"code\":\"too-many-refused\"", await problem.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await other.ClaimAsync(Visitor.Address(2), await other.SolveAsync())).StatusCode);

        await Task.Delay(RefusalGate.Longest);
        Assert.Equal(HttpStatusCode.SeeOther, (await flooding.ClaimAsync(Visitor.Address(1), await flooding.SolveAsync())).StatusCode);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "::ffff:203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void A_host_is_an_IPv4_address_or_an_IPv6_household(string refused, string asks, bool isClosed)
    {
        var gate = new RefusalGate(clock);
        for (var i = 0; i < RefusalGate.Most; i++)
        {
            Assert.Null(gate.ClosedFor(IPAddress.Parse(asks)));
            gate.CountRefused(IPAddress.Parse(refused));
        }

        Assert.Equal(isClosed, gate.ClosedFor(IPAddress.Parse(asks)) is not null);
    }

    [Fact]
    public void A_refusal_is_forgiven_each_second_and_a_flood_ten_seconds_after_its_end()
    {
        var gate = new RefusalGate(clock);
        Refuse(gate, 1);
        Assert.Equal(TimeSpan.FromSeconds(1), gate.ClosedFor(Host(1)));
        clock.Now += TimeSpan.FromSeconds(2);
        Assert.Null(gate.ClosedFor(Host(1)));

        for (var i = 0; i < 1_000; i++)
        {
            gate.CountRefused(Host(1));
        }

        Assert.Equal(RefusalGate.Longest, gate.ClosedFor(Host(1)));
        clock.Now += RefusalGate.Longest - TimeSpan.FromMilliseconds(1);
        Assert.NotNull(gate.ClosedFor(Host(1)));
        clock.Now += RefusalGate.Longest;
        Assert.Null(gate.ClosedFor(Host(1)));
    }

    [Fact]
    public void While_ten_thousand_hosts_flood_others_get_through()
    {
        var gate = new RefusalGate(clock);
        for (var host = 0; host < 10_000; host++)
        {
            Refuse(gate, host);
        }

        Assert.All(Enumerable.Range(0, 10_000), host => Assert.NotNull(gate.ClosedFor(Host(host))));
        Assert.InRange(Enumerable.Range(10_000, 10_000).Count(host => gate.ClosedFor(Host(host)) is not null), 0, 30);
    }

    private static void Refuse(RefusalGate gate, int host)
    {
        for (var i = 0; i < RefusalGate.Most; i++)
        {
            gate.CountRefused(Host(host));
        }
    }

    private static IPAddress Host(int number) => new([10, (byte)(number >> 16), (byte)((number >> 8) & 255), (byte)(number & 255)]);

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
