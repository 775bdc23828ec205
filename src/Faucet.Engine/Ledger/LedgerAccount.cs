using Faucet.Core.Ledger;

namespace Faucet.Engine.Ledger;

/// <summary>One account of the ledger. It carries no balance: a wallet's stands in its row, all others are sums of transfers.</summary>
public sealed class LedgerAccount
{
    public long Id { get; init; }

    public required AccountKind Kind { get; init; }
}
