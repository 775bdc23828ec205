using System.Text.Json;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Reads a spend of the wallet whole: its bytes, the coins that it took, and what came back.</summary>
internal static class CoreSpend
{
    private const int NotOfTheWallet = -5;

    public static async Task<WalletSpend?> FindAsync(CoreWallet wallet, TxId txId, CancellationToken cancellationToken)
    {
        if (await FindEntryAsync(wallet, txId, cancellationToken) is not { } found)
        {
            return null;
        }

        var coins = new List<Utxo>();
        foreach (var from in found.Transaction.Inputs.GroupBy(input => input.OutPoint.TxId))
        {
            // What the wallet does not know, or did not get, is somebody else's input.
            if (await FindEntryAsync(wallet, from.Key, cancellationToken) is { } earlier)
            {
                coins.AddRange(from.Where(input => earlier.Own.Contains(input.OutPoint.Vout))
                    .Select(input => (input.OutPoint, Output: earlier.Transaction.Outputs[input.OutPoint.Vout]))
                    .Select(coin => new Utxo(coin.OutPoint, coin.Output.ScriptPubKey, coin.Output.Amount)));
            }
        }

        return coins.Count == 0 ? null : new WalletSpend(found.Transaction.ToHex(), found.Confirmations, coins, found.Own);
    }

    /// <remarks>Of a spend, <c>details</c> lists each output but change as sent, and those that are ours as received too. Of a receipt, only ours are listed.</remarks>
    private static WalletEntry Read(JsonElement reply)
    {
        var transaction = RawTransaction.Parse(reply.Text("hex"));
        var details = reply.GetProperty("details").EnumerateArray().ToList();
        var own = details.Where(entry => entry.Text("category") != "send").Select(entry => entry.Number("vout")).ToHashSet();
        var sent = details.Where(entry => entry.Text("category") == "send").Select(entry => entry.Number("vout")).ToHashSet();
        if (sent.Count > 0 || details.Count == 0)
        {
            own.UnionWith(Enumerable.Range(0, transaction.Outputs.Count).Except(sent));
        }

        return new WalletEntry(transaction, reply.Number("confirmations"), own);
    }

    private static async Task<WalletEntry?> FindEntryAsync(CoreWallet wallet, TxId txId, CancellationToken cancellationToken)
    {
        try
        {
            return await wallet.CallAsync("gettransaction", new { txid = txId.ToString() }, Read, cancellationToken);
        }
        catch (NodeException exception) when (exception.Code == NotOfTheWallet)
        {
            return null;
        }
    }

    private sealed record WalletEntry(RawTransaction Transaction, int Confirmations, IReadOnlySet<int> Own);
}
