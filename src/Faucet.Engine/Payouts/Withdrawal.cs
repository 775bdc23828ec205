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

    public required Money Amount { get; init; }

    public required ScriptPubKey ScriptPubKey { get; init; }

    public required string Address { get; init; }

    public required WithdrawalState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? BatchedAt { get; init; }

    public DateTimeOffset? FinalAt { get; init; }
}
