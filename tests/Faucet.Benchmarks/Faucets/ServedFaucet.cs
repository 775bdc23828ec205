using System.Collections.Concurrent;

namespace Faucet.Benchmarks.Faucets;

/// <summary>A faucet that serves, and the loads to put on it.</summary>
internal sealed class ServedFaucet : IAsyncDisposable
{
    /// <summary>More than a machine with two cores takes.</summary>
    private const int PreparedPerSecond = 8_000;

    private readonly ConcurrentQueue<byte[]> prepared = new();

    private ServedFaucet(ServerProcess server, ClaimForms forms, int clients)
    {
        Server = server;
        Forms = forms;
        Claims = new Load([.. Enumerable.Range(0, clients).Select(_ => new LoadClient(server.Port, 303, () => prepared.TryDequeue(out var form) ? form : forms.Next().ToRequest(server.Port)))]);
    }

    public ServerProcess Server { get; }

    public ClaimForms Forms { get; }

    public Load Claims { get; }

    /// <summary>Measures claims, filled in beforehand: the load runs on the cores of what it measures, and a faucet's own visitors don't.</summary>
    public async Task<LoadResult> MeasureClaimsAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        prepared.Clear();
        Parallel.For(0, (int)(span.TotalSeconds * PreparedPerSecond), _ => prepared.Enqueue(Forms.Next().ToRequest(Server.Port)));
        GC.Collect();
        return await Claims.MeasureAsync(Server.Process, span, cancellationToken);
    }

    public static async Task<ServedFaucet> StartAsync(FaucetUnderTest faucet, ClaimMix mix, int clients, CancellationToken cancellationToken)
    {
        var server = await faucet.ServeAsync(cancellationToken);
        return new ServedFaucet(server, new ClaimForms(mix, await faucet.ReadSecretsAsync()), clients);
    }

    /// <summary>Somebody who looks at full wallet pages, as many at a time as there are clients.</summary>
    public async Task<Load> WalletPagesAsync(int wallets, CancellationToken cancellationToken, int clients = 1)
    {
        var requests = await RememberedWallets.FillAsync(Server, Forms, wallets, cancellationToken);
        var turn = 0;
        return new Load([.. Enumerable.Range(0, clients).Select(_ => new LoadClient(
            Server.Port, 200, () => requests[(int)((uint)Interlocked.Increment(ref turn) % (uint)requests.Count)]))]);
    }

    public async ValueTask DisposeAsync()
    {
        Claims.Dispose();
        await Server.DisposeAsync();
    }
}
