using System.Diagnostics;

namespace Faucet.Benchmarks;

/// <summary>One connection that sends a request, waits for the reply and sends the next.</summary>
internal sealed class LoadClient(int port, int expectedStatus, Func<byte[]> next) : IDisposable
{
    private readonly Connection connection = new(port);

    /// <summary>Ticks from a request's first byte to its reply's last, of each request that was answered as expected.</summary>
    public List<long> Latencies { get; } = new(100_000);

    public int Others { get; private set; }

    /// <summary>The first reply that was not the expected one.</summary>
    public string? FirstOther { get; private set; }

    public async Task RunAsync(long until, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetTimestamp() < until)
        {
            var request = next();
            var started = Stopwatch.GetTimestamp();
            var reply = await connection.SendAsync(request, cancellationToken);
            var took = Stopwatch.GetTimestamp() - started;
            if (reply.Status == expectedStatus)
            {
                Latencies.Add(took);
                continue;
            }

            FirstOther ??= reply.ToString();
            Others++;
            connection.GiveUp();
        }
    }

    public void Reset()
    {
        Latencies.Clear();
        Others = 0;
    }

    public void Dispose() => connection.Dispose();
}
