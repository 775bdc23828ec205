using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Wallets;

namespace Faucet.Engine.Payouts;

/// <summary>What left a wallet to be paid on chain: a debt to one address.</summary>
public sealed class Withdrawal
{
    public required Guid Id { get; init; }

    public required WalletId WalletId { get; init; }

    /// <summary>What arrives at the address.</summary>
    public required Money Amount { get; init; }

    /// <summary>What the wallet paid besides for the network's fee, as it was quoted; zero where the faucet pays.</summary>
    public Money Fee { get; init; }

    /// <summary>Its owner asked for a transaction that leaves at once.</summary>
    public bool IsAtOnce { get; init; }

    public required ScriptPubKey ScriptPubKey { get; init; }

    public required string Address { get; init; }

    public required WithdrawalState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? BatchedAt { get; init; }

    /// <summary>When it was booked as paid, or was cancelled.</summary>
    public DateTimeOffset? FinalAt { get; init; }
}
