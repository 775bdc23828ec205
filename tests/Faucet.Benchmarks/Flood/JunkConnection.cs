using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Faucet.Benchmarks.Flood;

/// <summary>
/// One connection of an attacker: sends when it is time to, whether or not the last was answered (open loop), and opens another when the server
/// hangs up. What the server does not take in time is left out and counted: an attacker has no more than his line either.
/// </summary>
/// <param name="depth">The most requests under way on it, sent without waiting for replies. A server takes them one after the other.</param>
internal sealed class JunkConnection(int port, IReadOnlyList<Junk> store, int first, double perSecond, int depth)
{
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
                using var answered = new SemaphoreSlim(0);
                await Task.WhenAll(SendAsync(socket, answered, both), ReadAsync(socket, answered, both));
            }
            catch (Exception exception) when (exception is SocketException or OperationCanceledException)
            {
                // Refused, hung up on, or over.
            }
        }
    }

    /// <summary>When one half ends, so does the other.</summary>
    private async Task SendAsync(Socket socket, SemaphoreSlim answered, CancellationTokenSource both)
    {
        try
        {
            var (started, due) = (Stopwatch.GetTimestamp(), 0L);
            while (true)
            {
                var wanted = (long)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond);
                for (; due < wanted && underWay.Count < depth; due++)
                {
                    var junk = store[position++ % store.Count];
                    underWay.Enqueue(junk.Kind);
                    await socket.SendAsync(junk.Request, both.Token);
                    Sent++;
                }

                LeftOut += wanted - due;
                due = wanted;

                // Looking again and again whether there is room would cost the processors that the faucet runs on, too.
                await (underWay.Count < depth ? Task.Delay(1, both.Token) : answered.WaitAsync(both.Token));
            }
        }
        finally
        {
            await both.CancelAsync();
        }
    }

    private async Task ReadAsync(Socket socket, SemaphoreSlim answered, CancellationTokenSource both)
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
                    answered.Release();
                    Replies.AddOrUpdate((kind, Reply.StatusOf(buffer.AsSpan(at))), 1, static (_, count) => count + 1);
                    at += whole;
                }

                buffer.AsSpan(at, length - at).CopyTo(buffer);
                length -= at;
            }
        }
        finally
        {
            await both.CancelAsync();
        }
    }
}
