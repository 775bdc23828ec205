using System.Net;
using System.Net.Sockets;

namespace Faucet.Benchmarks.Pages;

/// <summary>Stands between a browser and a server and counts what crosses the wire: workers' scripts and headers too, of which no page tells.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> relays = [];
    private readonly Task accepting;
    private readonly int target;
    private long bytes;
    private int requests;

    public CountingProxy(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>To the browser.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    public int Requests => Volatile.Read(ref requests);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        await Task.WhenAll(relays);
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var browser = await listener.AcceptTcpClientAsync(stopping.Token);
                relays.Add(RelayAsync(browser));
            }
        }
        catch (OperationCanceledException)
        {
            // Measured enough.
        }
    }

    private async Task RelayAsync(TcpClient browser)
    {
        using var server = new TcpClient { NoDelay = true };
        using (browser)
        {
            await server.ConnectAsync(IPAddress.Loopback, target, stopping.Token);
            await Task.WhenAny(
                CopyAsync(browser.GetStream(), server.GetStream(), part =>
                {
                    // A browser waits for the answer before it asks again on the same connection: a part that begins so is a request.
                    if (part.StartsWith("GET "u8) || part.StartsWith("POST "u8))
                    {
                        Interlocked.Increment(ref requests);
                    }
                }),
                CopyAsync(server.GetStream(), browser.GetStream(), part => Interlocked.Add(ref bytes, part.Length)));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Action<ReadOnlySpan<byte>> count)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, stopping.Token) is > 0 and var read)
            {
                count(buffer.AsSpan(0, read));
                await to.WriteAsync(buffer.AsMemory(0, read), stopping.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side hung up.
        }
    }
}
