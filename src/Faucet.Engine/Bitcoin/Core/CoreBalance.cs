using System.Text.Json;
using Faucet.Core.Amounts;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Puts the HotWallet's balance together from calls that several versions agree on.</summary>
/// <remarks><c>getbalances</c> counts our own unconfirmed change as trusted, and <c>getbalance</c> with <c>minconf</c> means another thing on Knots.</remarks>
internal sealed class CoreBalance(RpcClient rpc, CoreWallet wallet)
{
    private const int Attempts = 5;

    /// <exception cref="NodeException">NotExecuted when payments come so fast that no two readings agree.</exception>
    public async Task<HotWalletBalance> ReadAsync(CancellationToken cancellationToken)
    {
        // Several calls make one answer; a total and a tip that have not moved meanwhile say that they belong together.
        var before = await GetTotalAsync(cancellationToken);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var unconfirmed = await GetUnconfirmedAsync(cancellationToken);
            var after = await GetTotalAsync(cancellationToken);
            if (after == before)
            {
                return new HotWalletBalance(after.Amount - unconfirmed, unconfirmed);
            }

            before = after;
        }

        throw new NodeException(NodeFailure.NotExecuted, "The wallet's balance keeps changing while it is read.");
    }

    private Task<(Money Amount, string Tip)> GetTotalAsync(CancellationToken cancellationToken) =>
        wallet.CallAsync(
            "getbalances",
            new { },
            reply => (
                reply.GetProperty("mine").Amount("trusted") + reply.GetProperty("mine").Amount("untrusted_pending"),
                reply.GetProperty("lastprocessedblock").Text("hash")),
            cancellationToken);

    /// <summary>Coins of the mempool. Locked ones are left out of the node's list, and are asked for one by one.</summary>
    private async Task<Money> GetUnconfirmedAsync(CancellationToken cancellationToken)
    {
        var sum = await wallet.CallAsync(
            "listunspent",
            new { minconf = 0, maxconf = 0, include_unsafe = true },
            reply => reply.EnumerateArray().Select(coin => coin.Amount("amount")).Sum(),
            cancellationToken);
        foreach (var locked in await wallet.ListLocksAsync(cancellationToken))
        {
            sum += await rpc.CallAsync(
                "/",
                "gettxout",
                new { txid = locked.TxId.ToString(), n = locked.Vout, include_mempool = true },
                reply => reply.ValueKind != JsonValueKind.Null && reply.Number("confirmations") == 0 ? reply.Amount("value") : Money.Zero,
                cancellationToken);
        }

        return sum;
    }
}
