using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faucet.Benchmarks;

/// <summary>One keep-alive connection that sends a request, waits for the reply and sends the next.</summary>
/// <remarks>It shares the cores with what it measures: hence a socket and a byte search instead of an HTTP client, at a third of the price.</remarks>
internal sealed class LoadClient(int port, int expectedStatus, Func<byte[]> next) : IDisposable
{
    private const int LongestReply = 64 * 1024;

    private readonly byte[] buffer = new byte[LongestReply];
    private Socket? socket;

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
            var reply = await ExchangeAsync(request, cancellationToken);
            var took = Stopwatch.GetTimestamp() - started;
            if (StatusOf(reply) == expectedStatus)
            {
                Latencies.Add(took);
                continue;
            }

            // Whatever else it is, its end is not looked for: the connection is given up.
            FirstOther ??= Encoding.UTF8.GetString(reply.Span);
            Others++;
            socket?.Dispose();
            socket = null;
        }
    }

    public void Reset()
    {
        Latencies.Clear();
        Others = 0;
    }

    public void Dispose() => socket?.Dispose();

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(byte[] request, CancellationToken cancellationToken)
    {
        if (socket is null)
        {
            socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        }

        await socket.SendAsync(request, cancellationToken);
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0 || StatusOf(buffer.AsMemory(0, length)) != expectedStatus || IsComplete(buffer.AsSpan(0, length)))
            {
                break;
            }
        }

        return buffer.AsMemory(0, length);
    }

    private static int StatusOf(ReadOnlyMemory<byte> reply) =>
        reply.Length > 12 && int.TryParse(reply.Span[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;

    private static bool IsComplete(ReadOnlySpan<byte> reply)
    {
        var head = reply.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var label = "Content-Length: "u8;
        var at = reply[..head].IndexOf(label);
        var value = at < 0 ? default : reply[(at + label.Length)..(head + 2)];
        return at < 0 || reply.Length >= head + 4 + int.Parse(value[..value.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
    }
}
