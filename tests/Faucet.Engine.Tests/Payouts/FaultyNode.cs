using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Where a call to the node, or a commit, goes wrong.</summary>
internal enum FaultPoint
{
    /// <summary>It is never done, and whoever asked for it fails.</summary>
    Before,

    /// <summary>It is done, and the process lives on without the reply.</summary>
    ReplyLost,

    /// <summary>It is done, and the process dies before the reply.</summary>
    After,
}

/// <summary>Stands for the process being killed at a call to the node.</summary>
internal sealed class CrashException(int call) : Exception($"Killed at call {call}.");

/// <summary>Passes calls on to a real chain, and crashes at the one that a test names.</summary>
internal sealed class FaultyNode(IBitcoinNode node) : InterceptedNode(node)
{
    /// <summary>Calls so far, by which tests enumerate crash points.</summary>
    public int Calls { get; set; }

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
        return Fault switch
        {
            (var at, FaultPoint.ReplyLost) when at == number => throw new NodeException(NodeFailure.Unknown, "The reply is lost."),
            (var at, FaultPoint.After) when at == number => throw new CrashException(number),
            _ => reply,
        };
    }
}
