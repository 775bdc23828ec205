using System.Net;

namespace Faucet.Web.Tests.Claims;

/// <summary>The claim form as programs and attackers post it.</summary>
public sealed class ClaimPageTests
{
    private const int Posts = 100;

    [Fact]
    public async Task A_hundred_parallel_posts_for_one_wallet_credit_once()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        var visitors = Enumerable.Range(0, Posts).Select(i => new Visitor(faucet.Url, $"10.0.0.{i + 1}")).ToList();
        var captchas = await Task.WhenAll(visitors.Select(visitor => visitor.SolveAsync()));

        var replies = await Task.WhenAll(visitors.Zip(captchas, (visitor, captcha) => visitor.ClaimAsync(Visitor.Address(1), captcha)));

        Assert.Single(replies, reply => reply.StatusCode == HttpStatusCode.SeeOther);
        Assert.Equal(Posts - 1, replies.Count(reply => reply.StatusCode == HttpStatusCode.TooManyRequests && reply.Headers.RetryAfter is not null));
        Assert.Contains("24,000</b> sat", await WalletPageAsync(faucet, visitors, replies), StringComparison.Ordinal);
        await faucet.AssertLedgerVerifiesAsync();
        visitors.ForEach(visitor => visitor.Dispose());
    }

    [Fact]
    public async Task A_hundred_parallel_posts_of_one_solution_credit_once()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        var captcha = await visitor.SolveAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, Posts).Select(_ => visitor.ClaimAsync(Visitor.Address(1), captcha)));

        // Each is answered with the one claim's outcome, or that somebody on this connection was just served.
        Assert.Contains(replies, reply => reply.StatusCode == HttpStatusCode.SeeOther);
        Assert.Single(replies.Select(reply => reply.Headers.Location?.ToString()).OfType<string>().Distinct());
        Assert.Contains("24,000</b> sat", await visitor.Http.GetStringAsync(new Uri("/wallet", UriKind.Relative)), StringComparison.Ordinal);
        await faucet.AssertLedgerVerifiesAsync();
    }

    [Fact]
    public async Task Answers_what_nobody_can_read_with_a_reason_and_never_a_500()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        var captcha = await visitor.SolveAsync();
        HttpContent[] bodies =
        [
            new StringContent("{}", System.Text.Encoding.UTF8, "application/json"),
            new StringContent("address=a&address=b&altcha=c", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
            new StringContent("address=" + new string('a', 600), System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
            new StringContent("address=" + new string('a', 100_000), System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
            new StringContent("", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
            new StringContent("%00=%ff&altcha=" + Uri.EscapeDataString(captcha), System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
            new StringContent("address=<script>&altcha=x", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded"),
        ];
        foreach (var body in bodies)
        {
            using var reply = await visitor.Http.PostAsync(new Uri("/", UriKind.Relative), body);

            Assert.InRange((int)reply.StatusCode, 400, 499);
            Assert.DoesNotContain("<script>", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tells_programs_the_code_the_reason_and_when_to_come_back()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        visitor.Http.DefaultRequestHeaders.Accept.ParseAdd("application/problem+json");
        await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync());

        using var refused = await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync());

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        var problem = await refused.Content.ReadAsStringAsync();
        Assert.Contains("\"code\":\"wallet-cooldown\"", problem, StringComparison.Ordinal);
        Assert.Contains("retryAt", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_take_a_form_that_another_website_sent()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        var captcha = await visitor.SolveAsync();
        visitor.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var reply = await visitor.ClaimAsync(Visitor.Address(1), captcha);

        Assert.Equal(HttpStatusCode.Forbidden, reply.StatusCode);
    }

    [Fact]
    public async Task Sends_the_headers_that_keep_strangers_out_of_the_page()
    {
        await using var faucet = FaucetProcess.OnSandbox();
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        foreach (var path in new[] { "/", "/wallet", "/nowhere", "/site.css", "/captcha/challenge" })
        {
            using var reply = await visitor.Http.GetAsync(new Uri(path, UriKind.Relative));
            var policy = string.Join(';', reply.Headers.GetValues("Content-Security-Policy"));

            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(reply.Headers.GetValues("X-Content-Type-Options")));
            Assert.Empty(reply.Headers.Server);
        }
    }

    private static async Task<string> WalletPageAsync(FaucetProcess faucet, List<Visitor> visitors, HttpResponseMessage[] replies)
    {
        var winner = visitors[Array.FindIndex(replies, reply => reply.StatusCode == HttpStatusCode.SeeOther)];
        return await winner.Http.GetStringAsync(new Uri(faucet.Url, "/wallet"));
    }
}
