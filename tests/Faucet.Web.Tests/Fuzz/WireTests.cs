using System.Text;

namespace Faucet.Web.Tests.Fuzz;

/// <summary>Requests that two servers in a row could read differently, and requests that are too big: refused, each in its way.</summary>
public sealed class WireTests(WireTests.Running running) : IClassFixture<WireTests.Running>
{
    private const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";

    /// <summary>Each ends the connection, so that nothing hidden behind it is taken for a request of its own.</summary>
    [Theory]
    [InlineData("a bare line feed in a chunk's extension (CVE-2025-55315)", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;\nxx\r\n45\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("length and chunks", "POST / HTTP/1.1\r\nHost: localhost\r\n" + Form + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("two lengths", "POST / HTTP/1.1\r\nHost: localhost\r\n" + Form + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400)]
    [InlineData("a list of lengths", "POST / HTTP/1.1\r\nHost: localhost\r\n" + Form + "Content-Length: 3, 3\r\n\r\nabc", 400)]
    [InlineData("a space before the colon", "GET / HTTP/1.1\r\nHost : localhost\r\n\r\n", 400)]
    [InlineData("a folded header", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n b\r\n\r\n", 400)]
    [InlineData("no host", "GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n", 400)]
    [InlineData("a host that is none", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400)]
    [InlineData("a zero byte in a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\0b\r\n\r\n", 400)]
    [InlineData("a carriage return alone", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: a\rb\r\n\r\n", 400)]
    [InlineData("an unknown coding of the transfer", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n", 400)]
    [InlineData("chunks that are not last", "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400)]
    [InlineData("an absolute target of another host", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)]
    [InlineData("another HTTP", "GET / HTTP/3.7\r\nHost: localhost\r\n\r\n", 505)]
    public async Task Refuses_and_hangs_up_after(string what, string request, int status)
    {
        var reply = await RawConnection.SendAsync(running.Faucet.Url, Encoding.Latin1.GetBytes(request));

        Assert.NotNull(reply);
        Assert.True(RawConnection.StatusOf(reply) == status, $"{what}: {reply}");
        Assert.Equal(1, reply.Split("HTTP/1.1 ").Length - 1);
    }

    [Fact]
    public async Task Refuses_headers_above_16_kilobytes() =>
        Assert.Equal(431, await StatusAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: {new string('a', 40_000)}\r\n\r\n"));

    [Fact]
    public async Task Refuses_more_than_60_headers() =>
        Assert.Equal(431, await StatusAsync($"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 70).Select(i => $"X-{i}: a\r\n"))}\r\n"));

    [Fact]
    public async Task Refuses_a_target_above_4_kilobytes() => Assert.Equal(414, await StatusAsync($"GET /?{new string('a', 5_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"));

    /// <summary>UTF-7 made the runtime throw in the middle of any page, even of one without a form.</summary>
    [Theory]
    [InlineData("POST", "utf-7")]
    [InlineData("GET", "utf-7")]
    [InlineData("POST", "\"UTF-16\"")]
    [InlineData("POST", "nonsense")]
    public async Task Refuses_forms_that_are_not_utf8(string method, string charset) => Assert.Equal(
        415, await StatusAsync($"{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded; charset={charset}\r\nContent-Length: 9\r\n\r\naddress=a"));

    [Theory]
    [InlineData("POST", "utf-8")]
    [InlineData("POST", "\"UTF-8\"")]
    public async Task Reads_forms_that_say_that_they_are_utf8(string method, string charset) => Assert.Equal(
        422, await StatusAsync($"{method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded; charset={charset}\r\nContent-Length: 9\r\n\r\naddress=a"));

    /// <summary>A lonely bracket in a name made every page throw.</summary>
    [Theory]
    [InlineData("GET /wallet?a[b=1", "", 200)]
    [InlineData("GET /how-it-works", "a[b=1", 200)]
    [InlineData("POST /", "a[b=1", 422)]
    public async Task Minds_no_odd_names_of_fields(string line, string form, int status) => Assert.Equal(
        status, await StatusAsync($"{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{Form}Content-Length: {form.Length}\r\n\r\n{form}"));

    [Theory]
    [InlineData(31_000_000)]
    [InlineData(64 * 1024 + 1)]
    public async Task Refuses_a_body_above_64_kilobytes_before_it_arrives(int length) =>
        Assert.Equal(413, await StatusAsync($"POST / HTTP/1.1\r\nHost: localhost\r\n{Form}Content-Length: {length}\r\n\r\naddress=a"));

    /// <summary>The client never finishes its headers: others are served meanwhile, and it is hung up on.</summary>
    [Fact]
    public async Task Hangs_up_on_who_does_not_finish()
    {
        using var slow = new System.Net.Sockets.TcpClient();
        await slow.ConnectAsync(running.Faucet.Url.Host, running.Faucet.Url.Port);
        await slow.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nX-A: "u8.ToArray());
        Assert.Equal(200, await StatusAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4_096];
        var received = new StringBuilder();
        for (int count; (count = await slow.GetStream().ReadAsync(buffer, deadline.Token)) > 0;)
        {
            received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        Assert.StartsWith("HTTP/1.1 408 ", received.ToString(), StringComparison.Ordinal);
    }

    private async Task<int> StatusAsync(string request) =>
        RawConnection.StatusOf(await RawConnection.SendAsync(running.Faucet.Url, Encoding.Latin1.GetBytes(request)) ?? "");

    public sealed class Running : IAsyncLifetime
    {
        internal FaucetProcess Faucet { get; } = FaucetProcess.OnSandbox();

        public async ValueTask InitializeAsync()
        {
            await Faucet.StartAsync();

            // The first page of a process takes longer than a client that hangs up early waits.
            using var http = new HttpClient();
            await http.GetStringAsync(Faucet.Url);
        }

        public ValueTask DisposeAsync() => Faucet.DisposeAsync();
    }
}
