using System.Globalization;

namespace Faucet.Core.Wallets;

/// <summary>A visitor's micro-wallet; also the id of its ledger account.</summary>
public readonly record struct WalletId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
