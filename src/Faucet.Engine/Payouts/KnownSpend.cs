using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Payouts;

/// <summary>A transaction of the HotWallet that this faucet did not make, and that an operator has declared to be known. Kept for ever.</summary>
public sealed class KnownSpend
{
    public required TxId TxId { get; init; }

    /// <summary>What it took from the HotWallet beyond what was owed, in the ledger a transfer of its own: the owner's loss.</summary>
    public required Money Elsewhere { get; init; }

    public required string DeclaredBy { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset DeclaredAt { get; init; }
}
