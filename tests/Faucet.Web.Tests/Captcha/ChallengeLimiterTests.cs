using System.Net;

namespace Faucet.Web.Tests.Captcha;

public sealed class ChallengeLimiterTests
{
    [Fact]
    public async Task Whoever_asks_for_hundreds_of_challenges_is_told_when_to_come_back_and_nobody_else_is()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var greedy = new Visitor(faucet.Url, "10.0.0.1");
        using var other = new Visitor(faucet.Url, "10.0.0.2");

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => greedy.Http.GetAsync(new Uri("/captcha/challenge", UriKind.Relative))));

        var turnedAway = replies.Where(reply => reply.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.All(replies.Except(turnedAway), reply => Assert.Equal(HttpStatusCode.OK, reply.StatusCode));
        Assert.InRange(replies.Length - turnedAway.Count, 300, 700);
        Assert.All(turnedAway, reply => Assert.InRange(reply.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60));
        Assert.Contains("\"code\":\"rate-limited\"", await turnedAway[0].Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", turnedAway[0].Content.Headers.ContentType?.MediaType);
        await other.SolveAsync();
    }

    [Fact]
    public async Task A_thousand_addresses_of_one_household_are_one()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var http = new HttpClient { BaseAddress = faucet.Url };

        var replies = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/captcha/challenge");
            request.Headers.Add("X-Forwarded-For", $"2001:db8:1:2::{i:x}");
            using var reply = await http.SendAsync(request);
            return reply.StatusCode;
        }));

        Assert.Contains(HttpStatusCode.TooManyRequests, replies);
    }
}
