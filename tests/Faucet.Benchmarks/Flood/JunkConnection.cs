using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Faucet.Benchmarks.Flood;

/// <summary>
/// One connection of an attacker: sends when it is time to, whether or not the last was answered (open loop), and opens another when the server
/// hangs up. What the server does not take in time is left out and counted: an attacker has no more than his line either.
/// </summary>
internal sealed class JunkConnection(int port, IReadOnlyList<Junk> store, int first, double perSecond)
{
    // Requests under way on one connection; a server takes them one after the other.
    private const int MostAtOnce = 32;

    private readonly ConcurrentQueue<string> underWay = new();
    private int position = first;

    /// <summary>Replies by kind and status.</summary>
    public ConcurrentDictionary<(string Kind, int Status), int> Replies { get; } = new();

    public long Sent { get; private set; }

    public long LeftOut { get; private set; }

    public async Task RunAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), until);
                underWay.Clear();
                using var both = CancellationTokenSource.CreateLinkedTokenSource(until);
                var reading = ReadAsync(socket, both);
                await SendAsync(socket, both.Token);
                await reading;
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Refused, hung up on, or over.
            }
        }
    }

    private async Task SendAsync(Socket socket, CancellationToken cancellationToken)
    {
        var (started, due) = (Stopwatch.GetTimestamp(), 0L);
        while (!cancellationToken.IsCancellationRequested)
        {
            var wanted = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond);
            for (; due < wanted; due++)
            {
                if (underWay.Count >= MostAtOnce)
                {
                    LeftOut += wanted - due;
                    due = wanted;
                    break;
                }

                var junk = store[position++ % store.Count];
                underWay.Enqueue(junk.Kind);
                await socket.SendAsync(junk.Request, cancellationToken);
                Sent++;
            }

            await Task.Delay(1, cancellationToken);
        }
    }

    private async Task ReadAsync(Socket socket, CancellationTokenSource both)
    {
        var buffer = new byte[256 * 1024];
        var length = 0;
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(length), both.Token) is > 0 and var read)
            {
                length += read;
                var at = 0;
                while (Connection.LengthOf(buffer.AsSpan(at, length - at)) is > 0 and var whole)
                {
                    var kind = underWay.TryDequeue(out var asked) ? asked : "unasked";
                    Replies.AddOrUpdate((kind, Reply.StatusOf(buffer.AsSpan(at))), 1, static (_, count) => count + 1);
                    at += whole;
                }

                buffer.AsSpan(at, length - at).CopyTo(buffer);
                length -= at;
            }
        }
        finally
        {
            await both.CancelAsync(); // The sender opens another.
        }
    }
}
