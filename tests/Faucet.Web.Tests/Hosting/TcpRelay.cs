using System.Net;
using System.Net.Sockets;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests.Hosting;

/// <summary>A wire to a server that a test can cut and mend: while it is cut, nothing listens and what was open is gone.</summary>
internal sealed class TcpRelay(int target) : IAsyncDisposable
{
    private readonly List<TcpClient> open = [];
    private TcpListener? listener;

    public int Port { get; } = RegtestNode.FreePort();

    public void Mend()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    public void Cut()
    {
        listener?.Dispose();
        lock (open)
        {
            open.ForEach(client => client.Dispose());
            open.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true)
            {
                var client = await from.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(IPAddress.Loopback, target);
                lock (open)
                {
                    open.AddRange([client, server]);
                }

                _ = CopyAsync(client, server);
                _ = CopyAsync(server, client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone: so is the other.
        }

        to.Dispose();
    }
}
