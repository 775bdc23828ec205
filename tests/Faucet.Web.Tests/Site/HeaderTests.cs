using System.Net;
using Faucet.Web.Site;
using Faucet.Web.Tests.Fuzz;

namespace Faucet.Web.Tests.Site;

/// <summary>What every answer tells browsers, whatever was asked; and what headers from strangers change: nothing.</summary>
public sealed class HeaderTests(WireTests.Running running) : IClassFixture<WireTests.Running>
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"];

    [Fact]
    public async Task Every_answer_to_every_method_carries_the_security_headers()
    {
        foreach (var path in Endpoints.All.Append("/nothing").Append("/nothing.js"))
        {
            foreach (var method in Methods)
            {
                using var reply = await SendAsync(method, path);
                var what = $"{method} {path}: {(int)reply.StatusCode}";
                Assert.True((int)reply.StatusCode < 500, what);
                Assert.True(Header(reply, "Content-Security-Policy") == SecurityHeaders.ContentSecurityPolicy, what);
                Assert.True(Header(reply, "X-Content-Type-Options") == "nosniff", what);
                Assert.True(Header(reply, "Referrer-Policy") == "same-origin", what);
                Assert.True(Header(reply, "Cross-Origin-Opener-Policy") == "same-origin", what);
                Assert.True(Header(reply, "Cross-Origin-Resource-Policy") == "same-origin", what);
                Assert.True(Header(reply, "Permissions-Policy") is not null, what);
                Assert.True(Header(reply, "Server") is null && Header(reply, "X-Powered-By") is null, what);

                // Whatever may show a wallet is kept by nobody; files say themselves how long they keep.
                var isFile = Endpoints.Files.Contains(path) && reply.StatusCode == HttpStatusCode.OK;
                Assert.True(isFile || reply.Headers.CacheControl?.NoStore == true, what);

                // Only what a page is for is done.
                var isMeant = method is "GET" or "HEAD" || (method == "POST" && path is ("/" or "/wallet"));
                Assert.True(isMeant || reply.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound or HttpStatusCode.BadRequest, what);
            }
        }
    }

    [Fact]
    public async Task Behind_https_browsers_are_told_to_stay_there()
    {
        using var reply = await SendAsync("GET", "/", ("Host", "faucet.example"), ("X-Forwarded-Proto", "https"));

        Assert.Equal("max-age=31536000; includeSubDomains", Header(reply, "Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("https", "__Host-faucet-visitor=", true)]
    [InlineData("http", "faucet-visitor=", false)]
    public async Task Cookies_are_for_this_host_alone_and_no_script(string scheme, string name, bool isSecure)
    {
        using var reply = await SendAsync("GET", "/captcha/challenge", ("X-Forwarded-Proto", scheme));

        var cookies = reply.Headers.GetValues("Set-Cookie").ToList();
        Assert.Contains(cookies, cookie => cookie.StartsWith(name, StringComparison.Ordinal));
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(isSecure, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(isSecure, cookie.StartsWith("__Host-", StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Prefix", "/evil.example")]
    [InlineData("Forwarded", "host=evil.example;proto=https")]
    [InlineData("Referer", "https://evil.example/")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("X-Original-URL", "/wallet")]
    [InlineData("X-Rewrite-URL", "/wallet")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    public async Task No_header_of_a_stranger_ends_in_a_page_or_chooses_another(string name, string value)
    {
        using var reply = await SendAsync("GET", "/", (name, value));

        var page = await reply.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Contains("action=\"/\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", page + reply.Headers, StringComparison.Ordinal);
        Assert.Null(Header(reply, "Access-Control-Allow-Origin"));
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(running.Faucet.Url, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage reply, string name) => reply.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
