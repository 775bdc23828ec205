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
internal sealed class FaultyNode(IBitcoinNode node) : InterceptedNode(node)
{
    /// <summary>Calls so far, by which tests enumerate crash points.</summary>
    public int Calls { get; set; }

    /// <summary>Those of the calls that change something at the node; the others read.</summary>
    public HashSet<int> Changes { get; } = [];

    public (int Call, FaultPoint Point)? Fault { get; set; }

    /// <summary>When set, every call fails as if nothing listened.</summary>
    public bool IsDown { get; set; }

    /// <summary>What the configuration names by mistake: a node on another chain, or with another wallet.</summary>
    public Func<NodeStatus, NodeStatus>? Mistake { get; set; }

    /// <summary>What the wallet should hold and does not show.</summary>
    public Money Missing { get; set; }

    /// <summary>What the network asks for, when it is not what the chain itself estimates.</summary>
    public FeeRate? Estimate { get; set; }

    /// <summary>When set, the node has seen too few blocks to estimate a fee.</summary>
    public bool HasNoEstimate { get; set; }

    public override async Task<NodeStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var status = await base.GetStatusAsync(cancellationToken);
        return Mistake?.Invoke(status) ?? status;
    }

    public override async Task<HotWalletBalance> GetBalanceAsync(CancellationToken cancellationToken)
    {
        var balance = await base.GetBalanceAsync(cancellationToken);
        return balance with { Confirmed = balance.Confirmed - Missing };
    }

    public override async Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken)
    {
        var estimate = await base.EstimateFeeRateAsync(targetBlocks, cancellationToken);
        return HasNoEstimate ? null : Estimate ?? estimate;
    }

    public override Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken) => Changing(base.FundAsync(request, cancellationToken));

    public override Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken) =>
        Changing(base.BroadcastAsync(signedHex, maximum, cancellationToken));

    public override Task LockAsync(OutPoint outPoint, CancellationToken cancellationToken) => Changing(base.LockAsync(outPoint, cancellationToken));

    public override Task UnlockAsync(OutPoint outPoint, CancellationToken cancellationToken) => Changing(base.UnlockAsync(outPoint, cancellationToken));

    public override Task<string> NewDepositAddressAsync(CancellationToken cancellationToken) => Changing(base.NewDepositAddressAsync(cancellationToken));

    protected override async Task<T> CallAsync<T>(Func<Task<T>> call)
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

    /// <param name="call">Has its number already.</param>
    private TTask Changing<TTask>(TTask call)
        where TTask : Task
    {
        Changes.Add(Calls);
        return call;
    }
}
