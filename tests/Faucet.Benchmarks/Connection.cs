using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Faucet.Benchmarks;

/// <summary>What came back, valid until the next request on the same connection.</summary>
internal readonly record struct Reply(ReadOnlyMemory<byte> Bytes)
{
    public int Status => StatusOf(Bytes.Span);

    public static int StatusOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 12 && int.TryParse(bytes[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;

    /// <summary>A cookie that it sets, as <c>name=value</c>, or null.</summary>
    public string? SetCookie(string name)
    {
        var text = ToString();
        var at = text.IndexOf($"Set-Cookie: {name}=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : text[(at + "Set-Cookie: ".Length)..].Split(';', '\r')[0];
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes.Span);
}

/// <summary>One keep-alive connection to a server on this machine, opened when it is first used.</summary>
/// <remarks>The load shares the cores with what it measures: hence a socket and a byte search instead of an HTTP client, at a third of the price.</remarks>
internal sealed class Connection(int port) : IDisposable
{
    private const int LongestReply = 64 * 1024;

    private readonly byte[] buffer = new byte[LongestReply];
    private Socket? socket;

    public static byte[] Get(int port, string path, params string[] headers) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");

    /// <exception cref="SocketException">Nobody listens, or the connection broke.</exception>
    public async Task<Reply> SendAsync(byte[] request, CancellationToken cancellationToken)
    {
        if (socket is null)
        {
            var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await opened.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            }
            catch
            {
                opened.Dispose();
                throw;
            }

            socket = opened;
        }

        await socket.SendAsync(request, cancellationToken);
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                GiveUp();
                break;
            }

            if (LengthOf(buffer.AsSpan(0, length)) is > 0)
            {
                break;
            }
        }

        return new Reply(buffer.AsMemory(0, length));
    }

    /// <summary>The next request opens another.</summary>
    public void GiveUp()
    {
        socket?.Dispose();
        socket = null;
    }

    public void Dispose() => GiveUp();

    /// <returns>The length of the first reply in these bytes; 0 while it is not there as a whole.</returns>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return 0;
        }

        var label = "Content-Length: "u8;
        var at = bytes[..head].IndexOf(label);
        if (at >= 0)
        {
            var value = bytes[(at + label.Length)..(head + 2)];
            var whole = head + 4 + int.Parse(value[..value.IndexOf((byte)'\r')], CultureInfo.InvariantCulture);
            return whole <= bytes.Length ? whole : 0;
        }

        if (bytes[..head].IndexOf("chunked"u8) < 0)
        {
            return head + 4;
        }

        var end = bytes[head..].IndexOf("\r\n0\r\n\r\n"u8);
        return end < 0 ? 0 : head + end + 7;
    }
}
