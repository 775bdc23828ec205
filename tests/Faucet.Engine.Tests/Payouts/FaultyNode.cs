using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Where a call to the node goes wrong.</summary>
internal enum FaultPoint
{
    /// <summary>It never reaches the node, and the process dies.</summary>
    Before,

    /// <summary>The node has done it, and the process dies before the reply.</summary>
    After,
}

/// <summary>Stands for the process being killed at a call to the node.</summary>
internal sealed class CrashException(int call) : Exception($"Killed at call {call}.");

/// <summary>Passes calls on to a real chain, and crashes at the one that a test names.</summary>
internal sealed class FaultyNode(IBitcoinNode node) : IBitcoinNode
{
    /// <summary>Calls so far, by which tests enumerate crash points.</summary>
    public int Calls { get; private set; }

    public (int Call, FaultPoint Point)? Fault { get; set; }

    /// <summary>When set, every call fails as if nothing listened.</summary>
    public bool IsDown { get; set; }

    /// <summary>What the network asks for, when it is not what the chain itself estimates.</summary>
    public FeeRate? Estimate { get; set; }

    /// <summary>When set, the node has seen too few blocks to estimate a fee.</summary>
    public bool HasNoEstimate { get; set; }

    public Task<NodeStatus> GetStatusAsync(CancellationToken cancellationToken) => CallAsync(() => node.GetStatusAsync(cancellationToken));

    public Task<string?> FindBlockHashAsync(int height, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindBlockHashAsync(height, cancellationToken));

    public Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken) =>
        CallAsync(async () => HasNoEstimate ? null : Estimate ?? await node.EstimateFeeRateAsync(targetBlocks, cancellationToken));

    public Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken) =>
        CallAsync(() => node.FundAsync(request, cancellationToken));

    public Task<Utxo?> FindUtxoAsync(OutPoint outPoint, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindUtxoAsync(outPoint, cancellationToken));

    public Task<AddressDescription> DescribeAddressAsync(string address, CancellationToken cancellationToken) =>
        CallAsync(() => node.DescribeAddressAsync(address, cancellationToken));

    public Task<string> SignAsync(string unsignedHex, CancellationToken cancellationToken) =>
        CallAsync(() => node.SignAsync(unsignedHex, cancellationToken));

    public Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken) =>
        CallAsync(() => node.BroadcastAsync(signedHex, maximum, cancellationToken));

    public Task<WalletTransaction?> FindTransactionAsync(TxId txId, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindTransactionAsync(txId, cancellationToken));

    public Task<Money?> FindPendingFeesAsync(TxId txId, CancellationToken cancellationToken) =>
        CallAsync(() => node.FindPendingFeesAsync(txId, cancellationToken));

    public Task<WalletChanges> ListChangesAsync(string? sinceBlock, int confirmations, CancellationToken cancellationToken) =>
        CallAsync(() => node.ListChangesAsync(sinceBlock, confirmations, cancellationToken));

    public Task<HotWalletBalance> GetBalanceAsync(CancellationToken cancellationToken) => CallAsync(() => node.GetBalanceAsync(cancellationToken));

    public Task<IReadOnlyList<OutPoint>> ListLocksAsync(CancellationToken cancellationToken) => CallAsync(() => node.ListLocksAsync(cancellationToken));

    public Task LockAsync(OutPoint outPoint, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await node.LockAsync(outPoint, cancellationToken);
        return true;
    });

    public Task UnlockAsync(OutPoint outPoint, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await node.UnlockAsync(outPoint, cancellationToken);
        return true;
    });

    public Task<string> NewDepositAddressAsync(CancellationToken cancellationToken) => CallAsync(() => node.NewDepositAddressAsync(cancellationToken));

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        if (IsDown)
        {
            throw new NodeException(NodeFailure.NotExecuted, "Connection refused.");
        }

        var number = ++Calls;
        if (Fault == (number, FaultPoint.Before))
        {
            throw new CrashException(number);
        }

        var reply = await call();
        return Fault == (number, FaultPoint.After) ? throw new CrashException(number) : reply;
    }
}
