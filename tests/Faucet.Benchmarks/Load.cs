using System.Diagnostics;

namespace Faucet.Benchmarks;

/// <summary>What a server did under a load, and what it cost.</summary>
/// <param name="Processor">Microseconds of the server's processor time per request.</param>
/// <param name="ClientProcessor">The same of the load itself, which runs on the same cores.</param>
internal sealed record LoadResult(
    double PerSecond, TimeSpan P50, TimeSpan P95, TimeSpan P99, double Processor, double ClientProcessor, double BytesWritten, int Count);

/// <summary>Connections that keep one server busy, each with one request at a time.</summary>
internal sealed class Load(IReadOnlyList<LoadClient> clients) : IDisposable
{
    public async Task WarmUpAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        await RunAsync(span, cancellationToken);
        Refuse();
    }

    /// <exception cref="BenchmarkException">Something was answered otherwise than expected: the figures would mean nothing.</exception>
    public async Task<LoadResult> MeasureAsync(Process server, TimeSpan span, CancellationToken cancellationToken)
    {
        foreach (var client in clients)
        {
            client.Reset();
        }

        using var self = Process.GetCurrentProcess();
        var (before, selfBefore, started) = (ProcessFigures.Of(server), ProcessFigures.Of(self), Stopwatch.GetTimestamp());
        await RunAsync(span, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started);
        var (used, selfUsed) = (ProcessFigures.Of(server) - before, ProcessFigures.Of(self) - selfBefore);
        Refuse();

        var latencies = clients.SelectMany(client => client.Latencies).Order().ToArray();
        return new LoadResult(
            latencies.Length / took.TotalSeconds,
            Stopwatch.GetElapsedTime(0, latencies.Percentile(50)),
            Stopwatch.GetElapsedTime(0, latencies.Percentile(95)),
            Stopwatch.GetElapsedTime(0, latencies.Percentile(99)),
            used.Processor.TotalMicroseconds / latencies.Length,
            selfUsed.Processor.TotalMicroseconds / latencies.Length,
            (double)used.BytesWritten / latencies.Length,
            latencies.Length);
    }

    public void Dispose()
    {
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    private Task RunAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        var until = Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);
        return Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(until, cancellationToken), cancellationToken)));
    }

    private void Refuse()
    {
        if (clients.FirstOrDefault(client => client.FirstOther is not null)?.FirstOther is { } other)
        {
            throw new BenchmarkException($"{clients.Sum(client => client.Others)} replies were not the expected ones. The first:\n{other}");
        }

        if (clients.All(client => client.Latencies.Count == 0))
        {
            throw new BenchmarkException("Nothing was answered at all.");
        }
    }
}
