using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>Answers HTTP with recorded bytes, one connection after the other, and keeps what it was asked.</summary>
internal sealed class FakeRpcServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Queue<string?> replies;
    private readonly Task serving;

    /// <param name="replies">What to send back, in order; null closes the connection without a word, empty says nothing and keeps it open.</param>
    public FakeRpcServer(params string?[] replies)
    {
        this.replies = new Queue<string?>(replies);
        listener.Start();
        serving = ServeAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Whole requests, headers and body.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static string Http(int status, string body) =>
        $"HTTP/1.1 {status} Recorded\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        // Only then: a listener that is stopped first throws in between two connections, and not because of the test.
        await serving;
        stop.Dispose();
        listener.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (replies.TryDequeue(out var reply))
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                var stream = client.GetStream();
                Requests.Enqueue(await ReadRequestAsync(stream));
                if (reply is null)
                {
                    client.Client.Close(0);
                    continue;
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes(reply), stop.Token);
                if (reply.Length == 0)
                {
                    await Task.Delay(Timeout.Infinite, stop.Token);
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // The test is over, or the client hung up on purpose.
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[8192];
        while (!text.ToString().Contains("\r\n\r\n", StringComparison.Ordinal) || !text.ToString().EndsWith('}'))
        {
            var count = await stream.ReadAsync(buffer, stop.Token);
            if (count == 0)
            {
                break;
            }

            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return text.ToString();
    }
}
