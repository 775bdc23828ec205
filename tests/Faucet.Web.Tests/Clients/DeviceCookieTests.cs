namespace Faucet.Web.Tests.Clients;

public sealed class DeviceCookieTests
{
    [Theory]
    [InlineData("http", "faucet-visitor=")]
    [InlineData("https", "__Host-faucet-visitor=")]
    public async Task A_device_is_remembered_for_400_days_and_by_no_script_or_other_site(string scheme, string name)
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = faucet.Url };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);

        using var reply = await http.GetAsync(new Uri("/captcha/challenge", UriKind.Relative));

        var cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith(name, cookie, StringComparison.Ordinal);
        var wanted = new List<string> { "httponly", "max-age=34560000", "path=/", "samesite=strict" };
        if (scheme == "https")
        {
            wanted.Add("secure");
        }

        Assert.Equal(
            wanted.Order(StringComparer.Ordinal),
            cookie.Split("; ")[1..].Where(part => !part.StartsWith("expires", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
