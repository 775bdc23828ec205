using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Faucet.Web.Tests.Chaos;

/// <summary>Visitors who claim in parallel, each from a network and with an address of their own, and who remember what they were told.</summary>
/// <param name="first">The number of the first newcomer: no two crowds of a faucet share any.</param>
internal sealed class Crowd(FaucetProcess faucet, int first = 1) : IDisposable
{
    /// <summary>Small, so that no crowd empties the budget and every drip is the whole one.</summary>
    public const int Drip = 100;

    private readonly ConcurrentQueue<Member> members = new();
    private int next = first;

    /// <summary>All who have solved a captcha.</summary>
    public int Count => members.Count;

    public IReadOnlyList<Member> Told => [.. members.Where(member => member.WasTold)];

    /// <summary>Settings under which a crowd's claims are refused by nothing but what the test breaks.</summary>
    public static async Task PrepareAsync(FaucetProcess faucet)
    {
        await faucet.SetAsync("claim.drip-sat", $"{Drip}");
        await faucet.SetAsync("claim.daily-budget-sat", "10000000000");
        await faucet.SetAsync("claim.hourly-budget-sat", "10000000000");
    }

    /// <summary>Newcomers claim, <paramref name="parallel"/> at a time, until cancelled or until one meets a faucet that is not there.</summary>
    public Task ClaimAsync(int parallel, CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, parallel).Select(async _ =>
    {
        while (!stop.IsCancellationRequested && await TryOneAsync() is { } status)
        {
            Assert.True(
                status is HttpStatusCode.SeeOther or HttpStatusCode.ServiceUnavailable,
                $"A claim was answered {(int)status}.\n{faucet.Log}");
        }
    }));

    /// <summary>One newcomer claims once.</summary>
    /// <returns>The answer's status; null when there was none.</returns>
    public async Task<HttpStatusCode?> TryOneAsync()
    {
        var member = new Member(faucet.Url, Interlocked.Increment(ref next));
        try
        {
            await member.SolveAsync();
            members.Enqueue(member);
            return await member.ClaimAsync();
        }
        catch (HttpRequestException exception)
        {
            // Before there was a captcha, or after: the member knows which.
            return exception.StatusCode;
        }
        catch (SocketException)
        {
            // HttpClient lets it out bare when the faucet goes away while it connects.
            return null;
        }
    }

    /// <summary>
    /// Whoever was told of a drip has exactly that one; whoever got no answer sends the same form again, and has exactly one afterwards.
    /// </summary>
    public async Task AssertEverybodyHasOneDripAsync()
    {
        foreach (var member in Told)
        {
            await member.AssertHasAsync(Drip, faucet);
        }

        foreach (var member in members)
        {
            Assert.Equal(HttpStatusCode.SeeOther, await member.ClaimAsync());
            await member.AssertHasAsync(Drip, faucet);
        }
    }

    /// <summary>Those who were seen to have their drip go home, but for one who comes back at the end.</summary>
    public void Leave()
    {
        while (members.Count > 1 && members.TryDequeue(out var member))
        {
            member.Dispose();
        }
    }

    public void Dispose()
    {
        while (members.TryDequeue(out var member))
        {
            member.Dispose();
        }
    }

    internal sealed class Member(Uri url, int number) : IDisposable
    {
        private readonly Visitor visitor = new(url, $"{20 + (number >> 16)}.{(number >> 8) & 255}.{number & 255}.7");
        private string captcha = "";

        /// <summary>A 303 arrived: from then on the drip may not be lost.</summary>
        public bool WasTold { get; private set; }

        public async Task SolveAsync() => captcha = await visitor.SolveAsync();

        public async Task<HttpStatusCode> ClaimAsync()
        {
            using var reply = await visitor.ClaimAsync(Visitor.Address(number), captcha);
            WasTold |= reply.StatusCode == HttpStatusCode.SeeOther;
            return reply.StatusCode;
        }

        public async Task AssertHasAsync(int satoshis, FaucetProcess faucet)
        {
            var page = await visitor.Http.GetStringAsync(new Uri("/wallet", UriKind.Relative));
            Assert.True(page.Contains($"<b>{satoshis}</b> sat", StringComparison.Ordinal), $"Visitor {number} has not {satoshis} sat:\n{page}\n{faucet.Log}");
        }

        public void Dispose() => visitor.Dispose();
    }
}
