using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Faucet.Benchmarks;

/// <summary>A web server as a child process, stopped in order and killed if it will not.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentQueue<string> output = new();
    private readonly long started;

    private ServerProcess(Process process, int port, long started)
    {
        this.started = started;
        Process = process;
        Port = port;
    }

    public Process Process { get; }

    public int Port { get; }

    /// <summary>From the start of the process to the last byte of its first page.</summary>
    public TimeSpan FirstPageAfter { get; private set; }

    /// <summary>The processor time of that, which a busy machine changes less.</summary>
    public TimeSpan FirstPageProcessor { get; private set; }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and waits for its first page.</summary>
    /// <exception cref="BenchmarkException">It ended, or took too long; with what it said.</exception>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, int port, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var started = Stopwatch.GetTimestamp();
        var server = new ServerProcess(Process.Start(start) ?? throw new BenchmarkException($"{start.FileName} does not start."), port, started);
        server.Process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        server.Process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        server.Process.BeginOutputReadLine();
        server.Process.BeginErrorReadLine();
        try
        {
            await server.WaitForPageAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            // SIGTERM, by which the host drains; .NET itself only kills.
            using var terminate = Process.Start("kill", ["-TERM", $"{Process.Id}"]);
            await terminate.WaitForExitAsync();
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await Process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Process.Kill(entireProcessTree: true);
                await Process.WaitForExitAsync(CancellationToken.None);
            }
        }

        Process.Dispose();
    }

    private async Task WaitForPageAsync(CancellationToken cancellationToken)
    {
        using var connection = new Connection(Port);
        var request = Connection.Get(Port, "/");
        while (!Process.HasExited && Stopwatch.GetElapsedTime(started) < StartLimit)
        {
            try
            {
                if ((await connection.SendAsync(request, cancellationToken)).Status == 200)
                {
                    (FirstPageAfter, FirstPageProcessor) = (Stopwatch.GetElapsedTime(started), ProcessFigures.Of(Process).Processor);
                    return;
                }
            }
            catch (SocketException)
            {
                connection.GiveUp(); // Not listening yet.
            }

            await Task.Delay(PollPause, cancellationToken);
        }

        throw new BenchmarkException($"The server does not answer. It said:\n{string.Join('\n', output)}");
    }

    private void Keep(string? line)
    {
        const int most = 200;
        if (line is not null && output.Count < most)
        {
            output.Enqueue(line);
        }
    }
}
