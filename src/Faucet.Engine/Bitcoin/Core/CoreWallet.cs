using System.Text.Json;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Calls to the HotWallet on the node; loads it when the node has not, which happens after every restart without autoload.</summary>
internal sealed class CoreWallet(RpcClient rpc, string name)
{
    private const int WalletError = -4;
    private const int WalletNotFound = -18;
    private const int WalletAlreadyLoaded = -35;

    private readonly string path = "/wallet/" + Uri.EscapeDataString(name);

    /// <exception cref="NodeException">As the call, or Refused -18 when there is no such wallet to load.</exception>
    public async Task<T> CallAsync<T>(
        string method, object parameters, Func<JsonElement, T> read, CancellationToken cancellationToken, int maximumReply = RpcClient.MaximumReply)
    {
        try
        {
            return await rpc.CallAsync(path, method, parameters, read, cancellationToken, maximumReply);
        }
        catch (NodeException exception) when (exception.Code == WalletNotFound)
        {
            // The node answers this before the command runs, so that calling once more is safe.
            await OpenAsync(cancellationToken);
            return await rpc.CallAsync(path, method, parameters, read, cancellationToken, maximumReply);
        }
    }

    public Task<IReadOnlyList<OutPoint>> ListLocksAsync(CancellationToken cancellationToken) =>
        CallAsync<IReadOnlyList<OutPoint>>(
            "listlockunspent", new { }, reply => [.. reply.EnumerateArray().Select(RpcReading.OutPoint)], cancellationToken);

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await rpc.CallAsync("/", "loadwallet", new { filename = name }, _ => true, cancellationToken);
        }
        catch (NodeException exception) when (exception.Code == WalletAlreadyLoaded)
        {
            // Someone else was faster.
        }
        catch (NodeException exception) when (exception.Code == WalletNotFound)
        {
            await CreateAsync(exception, cancellationToken);
        }
    }

    /// <summary>On play chains a missing wallet is made; on the main chain it may be a typing mistake, and an empty wallet would hide it.</summary>
    private async Task CreateAsync(NodeException missing, CancellationToken cancellationToken)
    {
        if (await rpc.CallAsync("/", "getblockchaininfo", new { }, info => info.Text("chain"), cancellationToken) == "main")
        {
            throw new NodeException(
                NodeFailure.Refused,
                $"The node has no wallet \"{name}\". Create it with: bitcoin-cli -named createwallet wallet_name={name} load_on_startup=true",
                WalletNotFound,
                missing);
        }

        try
        {
            await rpc.CallAsync("/", "createwallet", new { wallet_name = name, load_on_startup = true }, _ => true, cancellationToken);
        }
        catch (NodeException exception) when (exception.Code == WalletError
            && exception.Message.Contains("already exists", StringComparison.OrdinalIgnoreCase))
        {
            // Someone else was faster.
        }
    }
}
