using System.Diagnostics;
using System.Net.Sockets;
using Faucet.Benchmarks.Faucets;

namespace Faucet.Benchmarks.Flood;

/// <param name="Claims">Milliseconds from sending a claim to its reply, ascending.</param>
/// <param name="Visits">Milliseconds of page, challenge and claim together, ascending.</param>
/// <param name="Failures">Visits in which something was not answered as it should be, by what went wrong.</param>
internal sealed record VisitTimes(IReadOnlyList<double> Claims, IReadOnlyList<double> Visits, IReadOnlyDictionary<string, int> Failures);

/// <summary>Honest people, each doing one thing at a time: look at the page, fetch a challenge, claim; each visit is somebody else.</summary>
internal sealed class HonestVisitors(int port, ClaimForms forms, int visitors)
{
    // Nobody waits longer for a page.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<VisitTimes> VisitAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        var until = Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);
        var all = await Task.WhenAll(Enumerable.Range(0, visitors).Select(_ => Task.Run(() => OneAfterAnotherAsync(until, cancellationToken), cancellationToken)));
        return new VisitTimes(
            [.. all.SelectMany(one => one.Claims).Order()],
            [.. all.SelectMany(one => one.Visits).Order()],
            all.SelectMany(one => one.Failures).GroupBy(failure => failure).ToDictionary(group => group.Key, group => group.Count()));
    }

    private async Task<(List<double> Claims, List<double> Visits, List<string> Failures)> OneAfterAnotherAsync(long until, CancellationToken cancellationToken)
    {
        var (claims, visits, failures) = (new List<double>(), new List<double>(), new List<string>());
        while (Stopwatch.GetTimestamp() < until)
        {
            using var connection = new Connection(port);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            var form = forms.Next();
            var from = $"X-Forwarded-For: {form.Client}";
            try
            {
                var started = Stopwatch.GetTimestamp();
                await AskAsync(Connection.Get(port, "/", from), 200);
                await AskAsync(Connection.Get(port, "/captcha/challenge", from, $"Cookie: faucet-visitor={form.Visitor}"), 200);
                var posted = Stopwatch.GetTimestamp();
                await AskAsync(form.ToRequest(port), 303);
                claims.Add(Stopwatch.GetElapsedTime(posted).TotalMilliseconds);
                visits.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            catch (Exception exception) when (exception is SocketException or BenchmarkException)
            {
                failures.Add(exception is SocketException { SocketErrorCode: var code } ? code.ToString() : exception.Message);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Add($"nothing for {Patience.TotalSeconds} s");
            }

            async Task AskAsync(byte[] request, int expected)
            {
                var reply = await connection.SendAsync(request, patience.Token);
                if (reply.Status != expected)
                {
                    throw new BenchmarkException($"{expected} expected, {reply.Status} answered");
                }
            }
        }

        return (claims, visits, failures);
    }
}
