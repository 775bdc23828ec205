using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Passes every call on to a node, through one place where it can go wrong.</summary>
internal abstract class InterceptedNode(IBitcoinNode node) : IBitcoinNode
{
    public virtual Task<NodeStatus> GetStatusAsync(CancellationToken cancellationToken) => CallAsync(() => node.GetStatusAsync(cancellationToken));

    public virtual Task<string?> FindBlockHashAsync(int height, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindBlockHashAsync(height, cancellationToken));

    public virtual Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken) =>
        CallAsync(() => node.EstimateFeeRateAsync(targetBlocks, cancellationToken));

    public virtual Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken) =>
        CallAsync(() => node.FundAsync(request, cancellationToken));

    public virtual Task<Utxo?> FindUtxoAsync(OutPoint outPoint, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindUtxoAsync(outPoint, cancellationToken));

    public virtual Task<AddressDescription> DescribeAddressAsync(string address, CancellationToken cancellationToken) =>
        CallAsync(() => node.DescribeAddressAsync(address, cancellationToken));

    public virtual Task<Money> FindCostAsync(string unsignedHex, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindCostAsync(unsignedHex, cancellationToken));

    public virtual Task<string> SignAsync(string unsignedHex, CancellationToken cancellationToken) =>
        CallAsync(() => node.SignAsync(unsignedHex, cancellationToken));

    public virtual Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken) =>
        CallAsync(() => node.BroadcastAsync(signedHex, maximum, cancellationToken));

    public virtual Task<WalletTransaction?> FindTransactionAsync(TxId txId, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindTransactionAsync(txId, cancellationToken));

    public virtual Task<WalletSpend?> FindSpendAsync(TxId txId, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindSpendAsync(txId, cancellationToken));

    public virtual Task<Money?> FindPendingFeesAsync(TxId txId, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindPendingFeesAsync(txId, cancellationToken));

    public virtual Task<WalletChanges> ListChangesAsync(string? sinceBlock, int confirmations, CancellationToken cancellationToken) =>
        CallAsync(() => node.ListChangesAsync(sinceBlock, confirmations, cancellationToken));

    public virtual Task<HotWalletBalance> GetBalanceAsync(CancellationToken cancellationToken) => CallAsync(() => node.GetBalanceAsync(cancellationToken));

    public virtual Task<FreeCoins> GetFreeCoinsAsync(CancellationToken cancellationToken) => CallAsync(() => node.GetFreeCoinsAsync(cancellationToken));

    public virtual Task<IReadOnlyList<OutPoint>> ListLocksAsync(CancellationToken cancellationToken) => CallAsync(() => node.ListLocksAsync(cancellationToken));

    public virtual Task LockAsync(OutPoint outPoint, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await node.LockAsync(outPoint, cancellationToken);
        return true;
    });

    public virtual Task UnlockAsync(OutPoint outPoint, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await node.UnlockAsync(outPoint, cancellationToken);
        return true;
    });

    public virtual Task<string> NewDepositAddressAsync(CancellationToken cancellationToken) => CallAsync(() => node.NewDepositAddressAsync(cancellationToken));

    protected abstract Task<T> CallAsync<T>(Func<Task<T>> call);
}
