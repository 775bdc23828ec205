using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Tests.Payouts;

namespace Faucet.Simulation;

/// <summary>The process was killed in the middle of a call.</summary>
internal sealed class KilledException() : Exception("Killed.");

/// <summary>The wire between a faucet and its node, where everything goes wrong that can: by the dice of the seed.</summary>
internal sealed class SimulatedNode(SandboxNode chain, Random dice, Func<bool> isCalm) : InterceptedNode(chain)
{
    private readonly List<string> late = [];

    /// <summary>Called before a call goes out: other processes run, the clock moves.</summary>
    public Func<Task> OnCall { get; set; } = () => Task.CompletedTask;

    /// <summary>Judges what is asked to be signed and what is sent.</summary>
    public Func<string, Task> OnSign { get; set; } = _ => Task.CompletedTask;

    public Func<string, Task> OnBroadcast { get; set; } = _ => Task.CompletedTask;

    public int Faults { get; private set; }

    /// <summary>The node works off what callers had given up on.</summary>
    public async Task DeliverLateAsync()
    {
        foreach (var hex in late)
        {
            await chain.BroadcastAsync(hex, FeeRate.FromSatoshisPerVByte(1_000), CancellationToken.None);
        }

        late.Clear();
    }

    public override async Task<string> SignAsync(string unsignedHex, CancellationToken cancellationToken)
    {
        await OnSign(unsignedHex);
        return await base.SignAsync(unsignedHex, cancellationToken);
    }

    public override async Task<BroadcastAnswer> BroadcastAsync(string signedHex, FeeRate maximum, CancellationToken cancellationToken)
    {
        await OnBroadcast(signedHex);
        if (Draw(0.05))
        {
            late.Add(signedHex);
            throw new NodeException(NodeFailure.Unknown, "The request timed out; it is done later.");
        }

        if (Draw(0.05))
        {
            await chain.BroadcastAsync(signedHex, maximum, cancellationToken);
        }

        return await base.BroadcastAsync(signedHex, maximum, cancellationToken);
    }

    public override async Task<FundedTransaction> FundAsync(FundingRequest request, CancellationToken cancellationToken)
    {
        // The faucet draws the place of its change from the system's randomness: here the seed does, so that it repeats itself.
        var funded = await base.FundAsync(request with { ChangePosition = dice.Next(request.Payees.Count + 1) }, cancellationToken);
        return Draw(0.05) ? funded with { UnsignedHex = Lie(RawTransaction.Parse(funded.UnsignedHex)).ToHex() } : funded;
    }

    public override async Task<FeeRate?> EstimateFeeRateAsync(int targetBlocks, CancellationToken cancellationToken)
    {
        var estimate = await base.EstimateFeeRateAsync(targetBlocks, cancellationToken);
        return Draw(0.03) ? FeeRate.FromSatoshisPerVByte(5_000) : Draw(0.03) ? null : estimate;
    }

    protected override async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        await OnCall();
        if (Draw(0.02))
        {
            throw new NodeException(NodeFailure.NotExecuted, "Connection refused.");
        }

        if (Draw(0.02))
        {
            throw Draw(0.5) ? new KilledException() : new NodeException(NodeFailure.Unknown, "The request timed out.");
        }

        var reply = await call();
        if (Draw(0.04))
        {
            throw Draw(0.5) ? new KilledException() : new NodeException(NodeFailure.Unknown, "The reply was lost.");
        }

        return reply;
    }

    private bool Draw(double probability)
    {
        if (isCalm() || dice.NextDouble() >= probability)
        {
            return false;
        }

        Faults++;
        return true;
    }

    /// <summary>What a broken or hostile node might answer: a payee robbed, left out, or changed for another.</summary>
    private RawTransaction Lie(RawTransaction honest)
    {
        var outputs = honest.Outputs.ToList();
        var victim = dice.Next(outputs.Count);
        switch (dice.Next(3))
        {
            case 0:
                outputs[victim] = outputs[victim] with { Amount = outputs[victim].Amount - Money.FromSatoshis(1) };
                break;
            case 1 when outputs.Count > 1:
                outputs.RemoveAt(victim);
                break;
            default:
                outputs[victim] = outputs[victim] with { ScriptPubKey = SimulatedFaucet.ScriptOf(1_000_000) };
                break;
        }

        return new RawTransaction(honest.Version, honest.Inputs, outputs, honest.LockTime);
    }
}
