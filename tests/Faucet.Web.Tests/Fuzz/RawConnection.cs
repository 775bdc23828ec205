using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Faucet.Web.Tests.Fuzz;

/// <summary>Bytes to the faucet and bytes back, without a client that would mend what is broken.</summary>
internal static class RawConnection
{
    private const int MaximumReply = 4 * 1024 * 1024;

    /// <summary>Longer than a visitor waits, and all that the faucet has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long a client that sent half a request waits before it hangs up.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(500);

    /// <param name="isComplete">False: the server may rightly wait for more, so that the client hangs up first.</param>
    /// <returns>The reply, empty when the server just closed; null when it neither answered nor closed in time.</returns>
    public static async Task<string?> SendAsync(Uri faucet, ReadOnlyMemory<byte> request, bool isComplete = true)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(faucet.Host, faucet.Port);
        var stream = client.GetStream();
        using var deadline = new CancellationTokenSource(Patience);
        var reply = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, deadline.Token);
            var reading = ReadAsync(stream, reply, deadline.Token);
            if (!isComplete && await Task.WhenAny(reading, Task.Delay(Courtesy, deadline.Token)) != reading)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await reading;
        }
        catch (OperationCanceledException)
        {
            // An answer that is there counts, though the connection stays open.
            return reply.Length == 0 ? null : Encoding.Latin1.GetString(reply.ToArray());
        }
        catch (IOException)
        {
            // Closed in the middle of what we sent: too much, or too odd, to go on reading.
        }

        return Encoding.Latin1.GetString(reply.ToArray());
    }

    /// <summary>The status of a reply; 0 when the connection was just closed.</summary>
    public static int StatusOf(string reply) =>
        reply.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && reply.Length >= 12
            ? int.Parse(reply.AsSpan(9, 3), CultureInfo.InvariantCulture)
            : 0;

    private static async Task ReadAsync(NetworkStream from, MemoryStream into, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        for (int count; into.Length < MaximumReply && (count = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            into.Write(buffer, 0, count);
        }
    }
}
