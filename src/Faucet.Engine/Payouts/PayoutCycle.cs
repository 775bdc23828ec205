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
    PayoutFreezes freezes,
    NodePreflight preflight,
    HotWalletWatcher watcher,
    BalanceWatch balance,
    RefillAddress refill,
    PayoutTracker tracker,
    WithdrawalOpener opener,
    FeeWatch fees,
    BatchReleaser releaser,
    PayoutReplacement replacement,
    PayoutProtocol protocol,
    TimeProvider time,
    ILogger<PayoutCycle> logger)
{
    private const int MaximumBatchesPerCycle = 20;

    private static readonly BatchState[] Unsettled = [BatchState.Claimed, BatchState.Recorded, BatchState.Prepared, BatchState.Broadcast, BatchState.Confirming];
    private static readonly TransactionState[] Unsent = [TransactionState.Recorded, TransactionState.Prepared];

    private string? reported;
    private Type? heldBack;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!await lease.TryHoldAsync(cancellationToken))
        {
            return;
        }

        var settings = (await settingsStore.ReadAsync(cancellationToken)).Settings;
        string? hold;
        ReleaseDecision? queue = null;
        try
        {
            (hold, queue) = await PayAsync(settings, cancellationToken);
        }
        catch (NodeException exception)
        {
            hold = exception.Failure == NodeFailure.Refused
                ? $"The bitcoin node refused a call: {exception.Message}"
                : $"The bitcoin node does not answer: {exception.Message}";
        }

        var queueReason = queue is null ? null : QueueReason.Of(queue, time.GetUtcNow());
        await lease.ReportAsync(hold, queueReason, cancellationToken);
        LogHeldBack(queue, queueReason);
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

    /// <summary>Once when it begins: the fee in the reason changes all the time. Waiting within the bound is nothing to look into.</summary>
    private void LogHeldBack(ReleaseDecision? queue, string? reason)
    {
        var kind = queue is ReleaseDecision.TooDear or ReleaseDecision.TooSmall or ReleaseDecision.TooFewCoins ? queue.GetType() : null;
        if (kind is not null && kind != heldBack)
        {
            PayoutLog.QueueHeldBack(logger, reason);
        }

        heldBack = kind;
    }

    /// <returns>Why nothing new is paid, or null; and what became of the queue. On the right node, what is under way is tracked all the same.</returns>
    private async Task<(string? Hold, ReleaseDecision? Queue)> PayAsync(FaucetSettings settings, CancellationToken cancellationToken)
    {
        var status = await node.GetStatusAsync(cancellationToken);
        if (await preflight.FindFaultAsync(status, cancellationToken) is { } fault)
        {
            return (await HoldAsync(fault, cancellationToken), null);
        }

        var frozen = await FindFreezeAsync(cancellationToken);
        await tracker.TrackAsync(settings, sendsUnsent: frozen is null, cancellationToken);
        if (await watcher.BookDepositsAsync(settings, cancellationToken) is { } unknown)
        {
            return (await HoldAsync(unknown, cancellationToken), null);
        }

        await refill.KeepAsync(cancellationToken);
        await watcher.ReconcileLocksAsync(cancellationToken);
        await fees.SampleAsync(status, settings, cancellationToken);
        if (frozen is not null)
        {
            return (frozen, null);
        }

        if (await balance.FindFaultAsync(status, cancellationToken) is { } differs)
        {
            return (await HoldAsync(differs, cancellationToken), null);
        }

        if (await opener.OpenAsync(settings, cancellationToken) is > 0 and var opened)
        {
            PayoutLog.WithdrawalsOpened(logger, opened);
        }

        await replacement.RaiseFeesAsync(status, settings, cancellationToken);
        foreach (var batchId in await UnsentAsync(cancellationToken))
        {
            await protocol.AdvanceAsync(batchId, status, settings, cancellationToken);
        }

        for (var i = 0; i < MaximumBatchesPerCycle; i++)
        {
            var released = await releaser.ReleaseAsync(status, settings, cancellationToken);
            if (released.BatchId is not { } batchId)
            {
                return (null, released.Decision);
            }

            PayoutLog.BatchClaimed(logger, batchId);
            await protocol.AdvanceAsync(batchId, status, settings, cancellationToken);
        }

        return (null, null);
    }

    private async Task<string> HoldAsync(PayoutFault fault, CancellationToken cancellationToken)
    {
        if (fault.Cause is { } cause)
        {
            await freezes.FreezeAsync(cause, fault.Reason, cancellationToken);
        }

        return fault.Reason;
    }

    private async Task<string?> FindFreezeAsync(CancellationToken cancellationToken) =>
        await freezes.FindOpenAsync(cancellationToken) is [var first, ..] ? $"Frozen until an operator resumes: {first.Detail}" : null;

    private async Task<IReadOnlyList<long>> UnsentAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.PayoutBatches
            .Where(b => Unsettled.Contains(b.State)
                && (b.State == BatchState.Claimed || db.PayoutTransactions.Any(t => t.BatchId == b.Id && Unsent.Contains(t.State))))
            .OrderBy(b => b.Id).Take(MaximumBatchesPerCycle).Select(b => b.Id).ToListAsync(cancellationToken);
    }
}
