using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>What became of the wish to raise a payout's fee.</summary>
public abstract record BumpOutcome
{
    private BumpOutcome()
    {
    }

    /// <summary>Recorded: the worker signs and sends it.</summary>
    public sealed record Raised(TxId Replaced, FeeRate Rate) : BumpOutcome;

    public sealed record Refused(string Reason) : BumpOutcome;
}

/// <summary>Raises the fee of payouts that no block takes: another transaction with the same payees and all coins of the last one (BIP 125).</summary>
/// <remarks>Sharing those coins, at most one of them can ever confirm (I4), and each pays everybody exactly once (I5).</remarks>
public sealed class PayoutReplacement(
    FaucetDatabase database, IBitcoinNode node, FeeWatch fees, PayoutBuilder builder, PayoutCancellation cancellation, BitcoinNetwork network, TimeProvider time, ILogger<PayoutReplacement> logger)
{
    private const int MaximumPerCycle = 20;

    /// <summary>Each costs a quarter more than the one before: by then any ceiling is reached.</summary>
    private const int MaximumAttempts = 30;

    private static readonly BatchState[] Sent = [BatchState.Prepared, BatchState.Broadcast];

    /// <summary>Records replacements where they are due; the protocol signs and sends them.</summary>
    public async Task RaiseFeesAsync(NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var batches = await Raisable(db).OrderBy(b => b.Id).Take(MaximumPerCycle).Select(b => b.Id).ToListAsync(cancellationToken);
        if (batches.Count == 0)
        {
            return;
        }

        var market = new FeeMarket((await fees.LookAsync(status, settings, cancellationToken)).Now, status.MinimumFeeRate, status.FeeIncrement);
        foreach (var batchId in batches)
        {
            await RaiseFeeAsync(db, batchId, status.Height, market, settings, cancellationToken);
        }
    }

    /// <summary>Raises one batch's at once, on an operator's word.</summary>
    /// <param name="rate">Null: what the network asks for.</param>
    public async Task<BumpOutcome> RaiseFeeAsync(long batchId, FeeRate? rate, NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var estimate = rate ?? (await fees.LookAsync(status, settings, cancellationToken)).Now;
        return await Raisable(db).AnyAsync(b => b.Id == batchId, cancellationToken)
            ? await RaiseFeeAsync(
                db, batchId, status.Height, new FeeMarket(estimate, status.MinimumFeeRate, status.FeeIncrement), settings with { BumpAfter = TimeSpan.Zero }, cancellationToken)
            : NothingToRaise(batchId);
    }

    /// <summary>Sent, and not being taken back.</summary>
    private static IQueryable<PayoutBatch> Raisable(FaucetDbContext db) =>
        db.PayoutBatches.Where(b => Sent.Contains(b.State) && !PayoutCancellation.Pending(db).Any(c => c.Cancels == b.Id));

    private static BumpOutcome.Refused NothingToRaise(long batchId) => new($"Batch {batchId} has no transaction that was sent and waits for a block, or is being taken back.");

    private async Task<BumpOutcome> RaiseFeeAsync(
        FaucetDbContext db, long batchId, int height, FeeMarket market, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var attempts = await db.PayoutTransactions.AsNoTracking().Where(t => t.BatchId == batchId && t.State != TransactionState.Void)
            .OrderByDescending(t => t.Sequence).ToListAsync(cancellationToken);

        // One step at a time: what is recorded is signed and sent first.
        if (attempts is not [{ State: TransactionState.Prepared or TransactionState.Sent, LastSentAt: not null, VSize: { } vsize } newest, ..])
        {
            return NothingToRaise(batchId);
        }

        var (pendingFees, isPending) = (newest.Fee, false);
        PayoutTransaction? pending = null;
        foreach (var attempt in attempts)
        {
            if (pending is null && await node.FindPendingFeesAsync(attempt.TxId, cancellationToken) is { } fees)
            {
                (pending, pendingFees, isPending) = (attempt, fees, attempt.Id == newest.Id);
            }
        }

        var cancelled = await db.PayoutBatches.Where(b => b.Id == batchId).Select(b => b.Cancels).SingleAsync(cancellationToken);
        var paid = cancelled is null ? newest.Paid : await PaidByAsync(db, cancelled.Value, cancellationToken);
        var since = (pending ?? newest).FirstSentAt ?? newest.LastSentAt.Value;
        var decision = ReplacementPolicy.Decide(
            new PendingAttempt(newest.Fee, vsize, paid, Money.Max(pendingFees, newest.Fee), pending is not null && !isPending, time.GetUtcNow() - since), market, settings);
        switch (decision)
        {
            case ReplacementDecision.Replace replace when attempts.Count < MaximumAttempts:
                var raising = cancelled is { } id
                    ? cancellation.RaiseAsync(db, id, newest, replace.Rate, height, () => IsStillSentAsync(db, batchId, newest, cancellationToken), cancellationToken)
                    : ReplaceAsync(db, newest, replace.Rate, height, settings, cancellationToken);
                return await raising is { } fault
                    ? new BumpOutcome.Refused(fault)
                    : new BumpOutcome.Raised(newest.TxId, replace.Rate);
            case ReplacementDecision.Replace or ReplacementDecision.Held:
                var wanted = decision is ReplacementDecision.Held held ? held.Wanted : market.Estimate;
                var reason = $"The network is busy: a higher fee is {wanted} now, above what this faucet pays. The payout is on its way and arrives when the fee falls.";
                await BatchStates.WaitAsync(db, logger, batchId, reason, cancellationToken);
                return new BumpOutcome.Refused(reason);
            default:
                return new BumpOutcome.Refused($"It pays as much as was asked for: {newest.Fee} for {vsize} vB, at an estimate of {market.Estimate}. Name a higher rate.");
        }
    }

    /// <summary>What the payees of a batch get together.</summary>
    private static async Task<Money> PaidByAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken) =>
        (await PayoutBuilder.PayeesAsync(db, batchId, cancellationToken)).Select(payee => payee.Amount).Sum();

    /// <returns>Why there is no replacement, or null.</returns>
    private async Task<string?> ReplaceAsync(
        FaucetDbContext db, PayoutTransaction replaced, FeeRate rate, int height, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var batchId = replaced.BatchId;
        var payees = await PayoutBuilder.PayeesAsync(db, batchId, cancellationToken);
        var old = RawTransaction.Parse(replaced.UnsignedHex);
        var change = FundedTransactionCheck.ChangeVouts(old, payees);
        var request = new FundingRequest(payees, rate, change.Count > 0 ? Math.Min(change[0], payees.Count) : payees.Count, height)
        {
            Inputs = [.. old.Inputs.Select(input => input.OutPoint)],
            ChangeAddress = change.Count > 0 ? AddressCodec.Encode(old.Outputs[change[0]].ScriptPubKey, network) : null,
        };
        BuiltPayout? built;
        string? fault;
        try
        {
            (built, fault) = await builder.BuildAsync(request, settings, cancellationToken);
        }
        catch (NodeException exception) when (exception.Failure == NodeFailure.Refused)
        {
            const string reason = "Its fee should be higher by now, but the faucet's own wallet needs a refill for that. The payout stays on its way.";
            await BatchStates.WaitAsync(db, logger, batchId, reason, cancellationToken, exception.Message);
            return exception.Message;
        }

        if (built is null)
        {
            await BatchStates.WaitAsync(db, logger, batchId, BatchStates.OwnChecksFailed, cancellationToken, fault);
            return fault;
        }

        if (await PayoutRecord.AddAsync(database, db, batchId, built, request.Inputs, () => IsStillSentAsync(db, batchId, replaced, cancellationToken), cancellationToken))
        {
            PayoutLog.FeeRaised(logger, batchId, replaced.TxId, built.Checked.Transaction.TxId, rate);
            return null;
        }

        await builder.UnlockAsync(built.Coins.Select(coin => coin.OutPoint).Except(request.Inputs), cancellationToken);
        return "It moved meanwhile. Try again.";
    }

    /// <summary>No block took it since, and nobody else has replaced it: the update holds the batch until the attempt is written.</summary>
    private static async Task<bool> IsStillSentAsync(FaucetDbContext db, long batchId, PayoutTransaction replaced, CancellationToken cancellationToken) =>
        await db.PayoutBatches.Where(b => b.Id == batchId && Sent.Contains(b.State))
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.WaitingReason, (string?)null), cancellationToken) == 1
        && !await db.PayoutTransactions.AnyAsync(t => t.BatchId == batchId && t.Sequence > replaced.Sequence && t.State != TransactionState.Void, cancellationToken);
}
