using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin;

/// <summary>A bitcoin node and its wallet, the faucet's HotWallet: it holds the keys, chooses coins and signs.</summary>
/// <remarks>
/// Every method may throw <see cref="NodeException"/>, whose <see cref="NodeException.Failure"/> says whether the call took effect.
/// Two implementations pass one contract test suite: <c>CoreNode</c> (JSON-RPC) and <c>SandboxNode</c> (in process).
/// A signer of another kind (NBitcoin, hardware) fits behind <see cref="FundAsync"/> and <see cref="SignAsync"/>.
/// </remarks>
public interface IBitcoinNode
{
    /// <summary>Which chain and wallet this is, and whether it is fit to pay from now.</summary>
    Task<NodeStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>The block at <paramref name="height"/> of the active chain, or null above its tip.</summary>
    Task<string?> FindBlockHashAsync(int height, CancellationToken cancellationToken);

    /// <summary>The node's estimate for confirmation within <paramref name="targetBlocks"/>, or null when it has no data.</summary>
    Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken);

    /// <summary>Builds an unsigned transaction that pays the outputs, with confirmed coins of the HotWallet that the node locks. Nothing is signed or sent.</summary>
    /// <remarks>Refused with -4 when the coins that are free do not suffice, the weight is exceeded or an amount is dust. After a failure that is
    /// Unknown, coins may be locked that nobody asked for: compare <see cref="ListLocksAsync"/> with the reservations. Coins that are added to
    /// those asked for are confirmed ones, so that a replacement never spends the change of what it replaces.</remarks>
    Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken);

    /// <summary>An output that is unspent in the active chain (the mempool is not asked), or null.</summary>
    Task<Utxo?> FindUtxoAsync(OutPoint outPoint, CancellationToken cancellationToken);

    /// <summary>What the node makes of an address: its script and whether it is the HotWallet's own.</summary>
    Task<AddressDescription> DescribeAddressAsync(string address, CancellationToken cancellationToken);

    /// <summary>How much less the HotWallet would hold after the transaction, by what the wallet makes of its inputs and outputs; zero where it would hold no less.</summary>
    /// <remarks>Refused where an input is neither in the chain nor in the mempool. That the mempool spends it already does not matter.</remarks>
    Task<Money> FindCostAsync(string unsignedHex, CancellationToken cancellationToken);

    /// <summary>Signs with the HotWallet's keys and returns the complete transaction as hex. Nothing is sent. Fails if any input can't be signed.</summary>
    Task<string> SignAsync(string unsignedHex, CancellationToken cancellationToken);

    /// <summary>Hands signed bytes to the network. Sending the same bytes again is harmless.</summary>
    /// <param name="maximum">The node refuses to send anything that pays a higher rate.</param>
    Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken);

    /// <summary>What the HotWallet knows of a transaction, or null when it knows nothing; null never means "did not happen".</summary>
    Task<WalletTransaction?> FindTransactionAsync(TxId txId, CancellationToken cancellationToken);

    /// <summary>A transaction that spends coins of the HotWallet, with all that the wallet knows of it; null when the wallet does not know it or it spends none.</summary>
    Task<WalletSpend?> FindSpendAsync(TxId txId, CancellationToken cancellationToken);

    /// <summary>The fee of a transaction in the mempool and of all that descends from it there, which a replacement has to outbid; null when it is not in the mempool.</summary>
    Task<Money?> FindPendingFeesAsync(TxId txId, CancellationToken cancellationToken);

    /// <summary>Payments to and from the HotWallet in blocks after <paramref name="sinceBlock"/> (null: all) and in the mempool; change is left out.</summary>
    /// <param name="confirmations">1 or more. The cursor that is returned lies this deep, so that what is shallower is listed again next time;
    /// deeper where a coinbase has yet to mature.</param>
    /// <remarks>A transaction that also spends the HotWallet's coins is a spend and never a deposit, even where it pays the HotWallet.
    /// A cursor that the node does not know (another chain, blocks lost) is Refused with -5: begin again with null.</remarks>
    Task<WalletChanges> ListChangesAsync(string? sinceBlock, int confirmations, CancellationToken cancellationToken);

    /// <summary>What the HotWallet holds: confirmed coins, and those that its own and others' unconfirmed transactions give it.</summary>
    Task<HotWalletBalance> GetBalanceAsync(CancellationToken cancellationToken);

    /// <summary>The HotWallet's coins that are not locked. What others have not confirmed is none of them.</summary>
    Task<FreeCoins> GetFreeCoinsAsync(CancellationToken cancellationToken);

    /// <summary>Coins that <see cref="FundAsync"/> will not choose.</summary>
    Task<IReadOnlyList<OutPoint>> ListLocksAsync(CancellationToken cancellationToken);

    /// <summary>Locks one coin; a coin that is locked already, spent or unknown is left as it is.</summary>
    Task LockAsync(OutPoint outPoint, CancellationToken cancellationToken);

    /// <summary>Unlocks one coin; a coin that is not locked is left as it is.</summary>
    Task UnlockAsync(OutPoint outPoint, CancellationToken cancellationToken);

    /// <summary>A fresh address to refill the HotWallet.</summary>
    Task<string> NewDepositAddressAsync(CancellationToken cancellationToken);
}
