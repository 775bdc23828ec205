using System.Net;

namespace Faucet.Web.Tests.Claims;

/// <summary>One drawing of the front page for many, and never one visitor's for another.</summary>
public sealed class SharedFrontPageTests
{
    private const string Refused = "Not just now";

    [Fact]
    public async Task Draws_one_page_for_strangers_and_each_visitor_who_is_known_gets_their_own()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var claimant = new Visitor(faucet.Url, "203.0.113.1");
        using var claimed = await claimant.ClaimAsync(Visitor.Address(1), await claimant.SolveAsync());
        Assert.Equal(HttpStatusCode.SeeOther, claimed.StatusCode);
        using var neighbour = new Visitor(faucet.Url, "203.0.113.1");
        using var stranger = new Visitor(faucet.Url, "198.51.100.1");

        // In all orders, so that whoever draws it first leaves nothing for the next.
        for (var i = 0; i < 20; i++)
        {
            Assert.Contains(Refused, await claimant.ReadAsync("/"), StringComparison.Ordinal);
            Assert.DoesNotContain(Refused, await stranger.ReadAsync("/"), StringComparison.Ordinal);

            // Without a cookie, from an address that has to wait.
            var page = await neighbour.ReadAsync("/");
            Assert.Contains(Refused, page, StringComparison.Ordinal);
            Assert.DoesNotContain(Visitor.Address(1), page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Keeps_one_page_whatever_is_added_to_its_address_and_sets_no_cookie()
    {
        await using var faucet = FaucetProcess.OnSandbox();
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);

        var replies = new List<HttpResponseMessage>();
        for (var i = 0; i < 50; i++)
        {
            replies.Add(await visitor.Http.GetAsync(new Uri($"/?copy={i}", UriKind.Relative)));
        }

        // A reply from the store says how old it is.
        Assert.Contains(replies, reply => reply.Headers.Age is not null);
        Assert.All(replies, reply => Assert.False(reply.Headers.Contains("Set-Cookie")));
        Assert.All(replies, reply => Assert.Equal("no-store", reply.Headers.CacheControl?.ToString()));
        replies.ForEach(reply => reply.Dispose());
    }

    [Fact]
    public async Task Tells_clients_of_a_listed_network_what_they_would_get()
    {
        var list = Path.GetTempFileName();
        await File.WriteAllTextAsync(list, "203.0.113.0/24\n");
        await using var faucet = FaucetProcess.OnSandbox(("Networks__Lists__0__Path", list), ("Networks__Lists__0__Kind", "vpn"));
        await faucet.StartAsync();
        await faucet.SetAsync("claim.vpn-percent", "50");
        using var stranger = new Visitor(faucet.Url, "198.51.100.1");
        using var listed = new Visitor(faucet.Url, "203.0.113.9");

        for (var i = 0; i < 5; i++)
        {
            Assert.Contains("<b>24,000</b>", await stranger.ReadAsync("/"), StringComparison.Ordinal);
            Assert.Contains("<b>12,000</b>", await listed.ReadAsync("/"), StringComparison.Ordinal);
        }

        File.Delete(list);
    }
}
