using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Faucet.Web.Tests.Chaos;

namespace Faucet.Web.Tests.Fuzz;

/// <summary>Ten thousand requests that make no sense, to everything that answers: the faucet stays up, polite, and its ledger still.</summary>
/// <remarks>FAUCET_FUZZ_REQUESTS for more of them; FAUCET_SEED for the same again.</remarks>
public sealed partial class RequestFuzzTests(ITestOutputHelper output)
{
    private const int Parallel = 8;

    private static readonly int Requests = Numbers.FromEnvironment("FAUCET_FUZZ_REQUESTS", 10_000);

    [Fact]
    public async Task No_request_makes_it_fail_hang_stop_or_credit()
    {
        var seed = Numbers.Seed(output);
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        var captcha = await visitor.SolveAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.ClaimAsync(Visitor.Address(1), captcha)).StatusCode);
        var before = await FiguresAsync(faucet);

        var requests = new MalformedRequests(seed, captcha, visitor.Cookies.GetCookieHeader(faucet.Url));
        var statuses = new ConcurrentDictionary<int, int>();
        await System.Threading.Tasks.Parallel.ForEachAsync(
            Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (number, _) =>
            {
                var request = requests.Compose(number);
                var reply = await RawConnection.SendAsync(faucet.Url, request.Bytes, request.IsComplete);
                Assert.True(reply is not null, $"No answer within {RawConnection.Patience} to {Words(seed, number, request)}");
                var status = RawConnection.StatusOf(reply);
                statuses.AddOrUpdate(status, 1, (_, count) => count + 1);

                // 505: another HTTP than 1. Nothing else that starts with a 5 is a stranger's to cause.
                Assert.True(status is < 500 or 505, $"Answered {status} to {Words(seed, number, request)}\n{reply}\n{faucet.Log}");
            });

        output.WriteLine(string.Join(", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}")));
        Assert.False(faucet.HasExited, faucet.Log);
        Assert.Equal(before, await FiguresAsync(faucet));
        Assert.DoesNotContain("[ERR]", faucet.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("[FTL]", faucet.Log, StringComparison.Ordinal);

        // Who came in good order is still served.
        using var other = new Visitor(faucet.Url, "20.0.0.7");
        Assert.Equal(HttpStatusCode.SeeOther, (await other.ClaimAsync(Visitor.Address(2), await other.SolveAsync())).StatusCode);
    }

    /// <summary>What the ledger counts of wallets and claims, once all laws hold. The sandbox's own refills come and go.</summary>
    private static async Task<string> FiguresAsync(FaucetProcess faucet)
    {
        var (exitCode, report) = await faucet.RunAsync("ledger", "verify");
        Assert.True(exitCode == 0, report);
        var counted = report.Split('\n').Where(line => line.Contains("wallet", StringComparison.Ordinal) && line.Contains(" wrong", StringComparison.Ordinal));
        return Timing().Replace(string.Join('\n', counted), "");
    }

    private static string Words(int seed, int number, MalformedRequest request) =>
        $"request {number} of FAUCET_SEED={seed}:\n{Encoding.Latin1.GetString(request.Bytes[..Math.Min(request.Bytes.Length, 4_000)])}\nAll of it: {Convert.ToBase64String(request.Bytes)}";

    [GeneratedRegex(@" *[\d.,]+ ms")]
    private static partial Regex Timing();
}
