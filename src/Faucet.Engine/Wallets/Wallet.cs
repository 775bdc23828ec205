using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Wallets;

namespace Faucet.Engine.Wallets;

/// <summary>A visitor's micro-wallet. Its id is that of its ledger account.</summary>
public sealed class Wallet
{
    public required WalletId Id { get; init; }

    /// <summary>The payee; unique, because two spellings of an address are one wallet.</summary>
    public required ScriptPubKey ScriptPubKey { get; init; }

    public required string Address { get; init; }

    /// <summary>Equals the transfers of its account; changed only together with one, by a guarded update.</summary>
    public Money Balance { get; init; }

    /// <summary>
    /// The balance has reached the threshold since it was last paid out: set by the claim that does it, or by a scan when the threshold falls.
    /// </summary>
    public bool IsDue { get; init; }

    public DateTimeOffset NextClaimAt { get; init; }

    /// <summary>The withdrawal under way; a wallet has one at most.</summary>
    public Guid? OpenWithdrawalId { get; init; }

    /// <summary>Its owner cancelled a payout: until then none starts by itself. Not for ever, because what he would start one with may get lost.</summary>
    public DateTimeOffset? OnHoldUntil { get; init; }

    /// <summary>Why this wallet can't be paid out, in plain words, or null.</summary>
    public string? BlockedReason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
