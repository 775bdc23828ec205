using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>One round of the payout worker. Each round starts from what the database and the node say, so that a crash needs no repair.</summary>
public sealed class PayoutCycle(
    FaucetDatabase database,
    IBitcoinNode node,
    SettingsStore settingsStore,
    PayoutLease lease,
    NodePreflight preflight,
    HotWalletWatcher watcher,
    PayoutTracker tracker,
    WithdrawalOpener opener,
    BatchReleaser releaser,
    PayoutProtocol protocol,
    ILogger<PayoutCycle> logger)
{
    private const int MaximumBatchesPerCycle = 20;

    private string? reported;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await lease.TryHoldAsync(cancellationToken))
        {
            return;
        }

        var settings = (await settingsStore.ReadAsync(cancellationToken)).Settings;
        string? hold;
        try
        {
            hold = await PayAsync(settings, cancellationToken);
        }
        catch (NodeException exception)
        {
            hold = exception.Failure == NodeFailure.Refused
                ? $"The bitcoin node refused a call: {exception.Message}"
                : $"The bitcoin node does not answer: {exception.Message}";
        }

        await lease.ReportAsync(hold, cancellationToken);
        if (hold != reported)
        {
            reported = hold;
            if (hold is null)
            {
                PayoutLog.GoOn(logger);
            }
            else
            {
                PayoutLog.OnHold(logger, hold);
            }
        }
    }

    /// <returns>Why nothing new is paid, or null. On the right node, what is under way is tracked all the same.</returns>
    private async Task<string?> PayAsync(FaucetSettings settings, CancellationToken cancellationToken)
    {
        var status = await node.GetStatusAsync(cancellationToken);
        if (await preflight.FindFaultAsync(status, cancellationToken) is { } fault)
        {
            return fault;
        }

        await tracker.TrackAsync(settings, cancellationToken);
        if (await watcher.BookDepositsAsync(settings, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        await watcher.ReconcileLocksAsync(cancellationToken);
        if (await opener.OpenAsync(settings, cancellationToken) is > 0 and var opened)
        {
            PayoutLog.WithdrawalsOpened(logger, opened);
        }

        foreach (var batchId in await UnsentAsync(cancellationToken))
        {
            await protocol.AdvanceAsync(batchId, status, settings, cancellationToken);
        }

        for (var i = 0; i < MaximumBatchesPerCycle && await releaser.ReleaseAsync(settings, cancellationToken) is { } batchId; i++)
        {
            PayoutLog.BatchClaimed(logger, batchId);
            await protocol.AdvanceAsync(batchId, status, settings, cancellationToken);
        }

        return null;
    }

    private async Task<IReadOnlyList<long>> UnsentAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.PayoutBatches
            .Where(b => b.State == BatchState.Claimed || b.State == BatchState.Recorded || b.State == BatchState.Prepared)
            .OrderBy(b => b.Id).Take(MaximumBatchesPerCycle).Select(b => b.Id).ToListAsync(cancellationToken);
    }
}
