using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Settings;

namespace Faucet.Engine.Payouts;

/// <param name="Batches">What leaves now.</param>
/// <param name="Reason">Why no more does, or null when nobody waits any more.</param>
public sealed record ReleasedByHand(IReadOnlyList<long> Batches, string? Reason);

/// <summary>Does at once, on an operator's word, what the policies would do later. Freezes and the ceilings of the settings hold.</summary>
/// <remarks>It claims and records as the worker does, under the same keys and guards; the worker signs and sends.</remarks>
public sealed class PayoutOrders(
    IBitcoinNode node,
    SettingsStore settingsStore,
    NodePreflight preflight,
    PayoutFreezes freezes,
    BatchReleaser releaser,
    PayoutReplacement replacement,
    PayoutCancellation cancellation,
    TimeProvider time)
{
    private const int MaximumBatches = 20;

    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<ReleasedByHand> ReleaseAsync(CancellationToken cancellationToken)
    {
        var status = await node.GetStatusAsync(cancellationToken);
        if (await FindObstacleAsync(status, cancellationToken) is { } obstacle)
        {
            return new ReleasedByHand([], obstacle);
        }

        var settings = (await settingsStore.ReadAsync(cancellationToken)).Settings with { BatchAge = TimeSpan.Zero };
        var batches = new List<long>();
        for (var i = 0; i < MaximumBatches; i++)
        {
            var outcome = await releaser.ReleaseAsync(status, settings, cancellationToken);
            if (outcome.BatchId is { } batch)
            {
                batches.Add(batch);
                continue;
            }

            return new ReleasedByHand(
                batches,
                outcome.Decision switch
                {
                    null => null,
                    ReleaseDecision.Leaves => "The worker was faster.",
                    var decision => QueueReason.Of(decision, time.GetUtcNow()),
                });
        }

        return new ReleasedByHand(batches, "More wait: release again.");
    }

    /// <param name="rate">Null: what the network asks for.</param>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<BumpOutcome> BumpAsync(long batchId, FeeRate? rate, CancellationToken cancellationToken)
    {
        var status = await node.GetStatusAsync(cancellationToken);
        return await FindObstacleAsync(status, cancellationToken) is { } obstacle
            ? new BumpOutcome.Refused(obstacle)
            : await replacement.RaiseFeeAsync(batchId, rate, status, (await settingsStore.ReadAsync(cancellationToken)).Settings, cancellationToken);
    }

    /// <summary>Takes a sent batch back, to be paid anew.</summary>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<CancelOutcome> CancelAsync(long batchId, CancellationToken cancellationToken)
    {
        var status = await node.GetStatusAsync(cancellationToken);
        return await FindObstacleAsync(status, cancellationToken) is { } obstacle
            ? new CancelOutcome.Refused(obstacle)
            : await cancellation.CancelAsync(batchId, status, (await settingsStore.ReadAsync(cancellationToken)).Settings, cancellationToken);
    }

    private async Task<string?> FindObstacleAsync(NodeStatus status, CancellationToken cancellationToken) =>
        await freezes.FindOpenAsync(cancellationToken) is [var freeze, ..] ? $"Payouts are frozen: {freeze.Detail}"
            : (await preflight.FindFaultAsync(status, cancellationToken))?.Reason;
}
