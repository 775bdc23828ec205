using System.Text.Json;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Reads <c>listsinceblock</c>: what others paid in, and which transactions spend from the wallet.</summary>
/// <param name="OldestImmatureHeight">The lowest block with a coinbase that is ours and not yet spendable, or null.</param>
internal sealed record CoreWalletChanges(string LastBlock, IReadOnlyList<Deposit> Deposits, IReadOnlyList<TxId> Spends, int? OldestImmatureHeight)
{
    /// <remarks>Conflicted entries (negative confirmations) and abandoned ones are left out; what was replaced is neither received nor spent.</remarks>
    public static CoreWalletChanges Read(JsonElement reply)
    {
        var entries = reply.GetProperty("transactions").EnumerateArray()
            .Where(entry => entry.Number("confirmations") >= 0 && !entry.FlagOrFalse("abandoned"))
            .ToList();
        var spends = entries.Where(entry => entry.Text("category") == "send").Select(entry => TxId.Parse(entry.Text("txid"))).ToHashSet();

        // What our own transaction pays to our own address is listed as received too, and is no deposit.
        var deposits = entries
            .Where(entry => entry.Text("category") is "receive" or "generate")
            .Select(entry => new Deposit(entry.OutPoint(), entry.Amount("amount"), entry.Number("confirmations")))
            .Where(deposit => !spends.Contains(deposit.OutPoint.TxId))
            .Distinct();
        var immature = entries.Where(entry => entry.Text("category") == "immature").Select(entry => entry.Number("blockheight"));
        return new CoreWalletChanges(
            reply.Text("lastblock"), [.. deposits], [.. spends], immature.Select(height => (int?)height).Min());
    }
}
