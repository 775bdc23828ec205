using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin;

/// <summary>Which node, chain and wallet this is, and its state.</summary>
/// <param name="Chain">As the node calls it: <c>main</c>, <c>test</c>, <c>testnet4</c>, <c>signet</c>, <c>regtest</c>, or <c>sandbox</c>.</param>
/// <param name="SignetChallenge">All signets share one genesis block (BIP 325): this tells them apart.</param>
/// <param name="WalletFingerprint">SHA-256 over the wallet's public descriptors: another wallet under the same name has another.</param>
/// <param name="IsSyncing">Initial block download, or more than two blocks behind the headers it knows.</param>
/// <param name="IsWalletReady">Not rescanning, has private keys that no passphrase locks, and has processed the tip.</param>
/// <param name="MinimumFeeRate">What the mempool takes now: the higher of relay floor and mempool floor.</param>
/// <param name="FeeIncrement">What a replacement pays for its own relay, on top of the fees that it evicts.</param>
public sealed record NodeStatus(
    string Chain,
    string GenesisHash,
    string? SignetChallenge,
    int Height,
    string TipHash,
    string WalletFingerprint,
    bool IsSyncing,
    bool IsWalletReady,
    FeeRate MinimumFeeRate,
    FeeRate FeeIncrement,
    string Version);

/// <param name="Payees">Distinct scripts, 1 or more; their order is kept.</param>
/// <param name="ChangePosition">Where change goes if there is any, 0 to the number of payees.</param>
/// <param name="LockTime">A block height: the tip, so that a miner gains nothing by re-mining it (fee sniping).</param>
/// <param name="MaximumWeight">In weight units (BIP 141).</param>
public sealed record FundingRequest(
    IReadOnlyList<Payee> Payees, FeeRate FeeRate, int ChangePosition, int LockTime, int MaximumWeight = 400_000)
{
    /// <summary>Coins to spend whatever else is added: those of the transaction that this one replaces. Locked ones too, and ones that the mempool spends.</summary>
    public IReadOnlyList<OutPoint> Inputs { get; init; } = [];

    /// <summary>What goes back to the HotWallet besides change; distinct scripts, none of a payee's.</summary>
    public IReadOnlyList<Payee> Splits { get; init; } = [];

    /// <summary>Payees, then splits, and change between them where asked for.</summary>
    public IReadOnlyList<Payee> Outputs => [.. Payees, .. Splits];

    /// <summary>Where change goes. Null: to a fresh address of the HotWallet.</summary>
    public string? ChangeAddress { get; init; }
}

/// <param name="UnsignedHex">The transaction without witness.</param>
/// <param name="Fee">What the node says that the inputs exceed the outputs by.</param>
/// <param name="ChangePosition">The output that goes back to the HotWallet, or null.</param>
public sealed record FundedTransaction(string UnsignedHex, Money Fee, int? ChangePosition);

public sealed record AddressDescription(bool IsValid, ScriptPubKey? ScriptPubKey, bool IsMine);

/// <summary>What became of a broadcast.</summary>
public enum BroadcastResult
{
    /// <summary>In the node's mempool now, or it was already.</summary>
    Accepted,

    /// <summary>Mined before (-27).</summary>
    AlreadyConfirmed,

    /// <summary>Conflicts, spent inputs or the like (-25, part of -26): it may have been mined before. Tracking decides, never this answer.</summary>
    Ambiguous,

    /// <summary>Its fee is below what the mempool takes now: wait, or replace it.</summary>
    FeeTooLow,

    /// <summary>Against the node's policy whatever the fee: our own checks were wrong.</summary>
    Rejected,
}

public sealed record BroadcastAnswer(BroadcastResult Result, string? Reason = null);

/// <param name="Confirmations">Blocks that bury it, 0 when unconfirmed, negative when a confirmed transaction conflicts with it.</param>
public sealed record WalletTransaction(TxId TxId, int Confirmations, string? BlockHash, int? BlockHeight, bool IsInMempool);

/// <param name="Confirmations">As in <see cref="WalletTransaction"/>.</param>
/// <param name="Coins">Those of its inputs that were the HotWallet's.</param>
/// <param name="OwnOutputs">Positions of the outputs that pay the HotWallet, change included.</param>
public sealed record WalletSpend(string SignedHex, int Confirmations, IReadOnlyList<Utxo> Coins, IReadOnlySet<int> OwnOutputs);

/// <param name="Cursor">Pass it as <c>sinceBlock</c> next time.</param>
/// <param name="Deposits">What others paid to the HotWallet, coinbase included once it is mature.</param>
/// <param name="Spends">Transactions that spend the HotWallet's coins.</param>
public sealed record WalletChanges(string Cursor, IReadOnlyList<Deposit> Deposits, IReadOnlyList<TxId> Spends);

public sealed record Deposit(OutPoint OutPoint, Money Amount, int Confirmations);

/// <summary>The two add up to everything that the HotWallet holds and has not spent, to the satoshi. Locked coins count.</summary>
/// <param name="Confirmed">Coins in the active chain that no transaction known to the wallet spends, immature coinbase left out.</param>
/// <param name="Unconfirmed">Outputs to the wallet, its own change or others' payments, of transactions in the mempool.</param>
public sealed record HotWalletBalance(Money Confirmed, Money Unconfirmed);
