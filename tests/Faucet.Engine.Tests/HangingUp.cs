using System.Net;
using System.Net.Sockets;

namespace Faucet.Engine.Tests;

/// <summary>A server that resets each connection as it arrives. Some are gone while HttpClient still connects, which it tells by a bare <see cref="SocketException"/>.</summary>
internal sealed class HangingUp : IAsyncDisposable
{
    /// <summary>So many that some are caught connecting.</summary>
    public const int Calls = 3_000;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public HangingUp()
    {
        listener.Start();
        serving = Task.Run(ServeAsync);
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        // The listener last: stopped while nobody waits on it, it says something else than while somebody does.
        await stop.CancelAsync();
        await serving;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await listener.AcceptSocketAsync(stop.Token);
                caller.LingerState = new LingerOption(enable: true, seconds: 0);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
