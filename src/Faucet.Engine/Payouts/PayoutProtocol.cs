using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Takes one batch from claimed to broadcast: fund → verify → record → sign → persist → broadcast.</summary>
/// <remarks>
/// Each step can be run again after a crash at any point, and every retry sends the same bytes. No signature exists before its transaction
/// is recorded (I2), nothing is sent that was not stored first (I3), and no database transaction stays open across a call to the node.
/// </remarks>
public sealed class PayoutProtocol(
    FaucetDatabase database, IBitcoinNode node, PayoutFunding funding, TimeProvider time, ILogger<PayoutProtocol> logger)
{
    // "Accepted" is not "relayed": a node that restarted keeps a transaction to itself.
    private static readonly TimeSpan ResendPause = TimeSpan.FromMinutes(1);

    /// <summary>Drives the batch as far as it goes now.</summary>
    public async Task AdvanceAsync(long batchId, NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();

        // Bounded: claimed → recorded → prepared → broadcast, and once back when a recorded attempt is void.
        for (var step = 0; step < 5; step++)
        {
            var state = await db.PayoutBatches.Where(b => b.Id == batchId).Select(b => b.State).SingleAsync(cancellationToken);
            var moved = state switch
            {
                BatchState.Claimed => await funding.FundAsync(db, batchId, status, settings, cancellationToken),
                BatchState.Recorded => await SignAsync(db, batchId, cancellationToken),
                BatchState.Prepared => await BroadcastAsync(db, batchId, settings, cancellationToken),
                _ => false,
            };
            if (!moved)
            {
                return;
            }
        }
    }

    /// <returns>Null when another worker, whose lease ended or began meanwhile, has moved it on since the batch's state was read: the next round goes on from there.</returns>
    private static Task<PayoutTransaction?> FindAsync(
        FaucetDbContext db, long batchId, TransactionState state, CancellationToken cancellationToken) =>
        db.PayoutTransactions.AsNoTracking().SingleOrDefaultAsync(t => t.BatchId == batchId && t.State == state, cancellationToken);

    private async Task<bool> SignAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, batchId, TransactionState.Recorded, cancellationToken) is not { } recorded)
        {
            return false;
        }

        string signedHex;
        try
        {
            signedHex = await node.SignAsync(recorded.UnsignedHex, cancellationToken);
        }
        catch (NodeException exception) when (exception.Failure == NodeFailure.Refused)
        {
            return await VoidIfSpentAsync(db, recorded, cancellationToken)
                || await BatchStates.WaitAsync(
                    db, logger, batchId, "The faucet's own wallet could not sign. The operator has been told.", cancellationToken, exception.Message);
        }

        var signed = RawTransaction.Parse(signedHex);
        if (signed.TxId != recorded.TxId)
        {
            return await BatchStates.WaitAsync(
                db,
                logger,
                batchId,
                "The transaction did not pass the faucet's own checks. The operator has been told.",
                cancellationToken,
                "signing changed the transaction's id");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var stored = await db.PayoutTransactions.Where(t => t.Id == recorded.Id && t.State == TransactionState.Recorded).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.SignedHex, signedHex).SetProperty(t => t.VSize, signed.VSize).SetProperty(t => t.State, TransactionState.Prepared),
            cancellationToken);
        if (stored == 0 || !await BatchStates.MoveAsync(db, batchId, BatchState.Recorded, BatchState.Prepared, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        PayoutLog.Prepared(logger, batchId, recorded.TxId);
        return true;
    }

    /// <summary>Gives a recorded attempt up when a coin of it is gone: it was never sent (I3), so the batch may be funded anew.</summary>
    private async Task<bool> VoidIfSpentAsync(FaucetDbContext db, PayoutTransaction recorded, CancellationToken cancellationToken)
    {
        var inputs = RawTransaction.Parse(recorded.UnsignedHex).Inputs;
        var gone = false;
        foreach (var input in inputs)
        {
            gone |= await node.FindUtxoAsync(input.OutPoint, cancellationToken) is null;
        }

        if (!gone)
        {
            return false;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var voided = await db.PayoutTransactions.Where(t => t.Id == recorded.Id && t.State == TransactionState.Recorded)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TransactionState.Void), cancellationToken);
        if (voided == 0 || !await BatchStates.MoveAsync(db, recorded.BatchId, BatchState.Recorded, BatchState.Claimed, cancellationToken))
        {
            return false;
        }

        await db.OutpointReservations.Where(r => r.BatchId == recorded.BatchId).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> BroadcastAsync(FaucetDbContext db, long batchId, FaucetSettings settings, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, batchId, TransactionState.Prepared, cancellationToken) is { } prepared && IsDue(prepared))
        {
            await SendAsync(db, prepared, settings, cancellationToken);
        }

        return false;
    }

    /// <summary>True when the bytes were never sent, or long enough ago that sending them again is no nuisance; also by a clock that was set since.</summary>
    public bool IsDue(PayoutTransaction stored) => stored.LastSentAt is not { } sent || (time.GetUtcNow() - sent).Duration() >= ResendPause;

    /// <summary>Gives the stored bytes to the network, for the first time or again.</summary>
    public async Task SendAsync(FaucetDbContext db, PayoutTransaction stored, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var hex = stored.SignedHex ?? throw new InvalidOperationException("Nothing is sent that was not signed and stored.");
        var answer = await node.BroadcastAsync(hex, FeeRate.Max(settings.MaximumFeeRate, RateOf(stored)), cancellationToken);
        var now = time.GetUtcNow();
        await db.PayoutTransactions.Where(t => t.Id == stored.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.LastSentAt, now), cancellationToken);
        switch (answer.Result)
        {
            case BroadcastResult.Accepted or BroadcastResult.AlreadyConfirmed:
                PayoutLog.Sent(logger, stored.BatchId, stored.TxId, answer.Result.ToString());
                await MarkSentAsync(db, stored, cancellationToken);
                break;
            case BroadcastResult.FeeTooLow:
                await BatchStates.WaitAsync(db, logger, stored.BatchId, "The network asks for a higher fee at the moment; the payout is tried again by itself.", cancellationToken, answer.Reason);
                break;
            case BroadcastResult.Rejected:
                await BatchStates.WaitAsync(db, logger, stored.BatchId, "The network refused the transaction. The operator has been told.", cancellationToken, answer.Reason);
                break;
            case BroadcastResult.Ambiguous:
                // Spent inputs look the same whether this transaction spent them or another did: tracking finds out.
                break;
        }
    }

    // A resend must not fail because an admin lowered the ceiling since: its fee is signed.
    private static FeeRate RateOf(PayoutTransaction stored) =>
        stored.VSize is { } vsize ? FeeRate.FromSatoshisPerVByte((decimal)stored.Fee.Satoshis / vsize) : FeeRate.FromSatoshisPerKvB(0);

    private async Task MarkSentAsync(FaucetDbContext db, PayoutTransaction stored, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.PayoutTransactions.Where(t => t.Id == stored.Id).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.FirstSentAt, t => t.FirstSentAt ?? now), cancellationToken);
        await db.PayoutTransactions.Where(t => t.Id == stored.Id && t.State == TransactionState.Prepared)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TransactionState.Sent), cancellationToken);
        await BatchStates.MoveAsync(db, stored.BatchId, BatchState.Prepared, BatchState.Broadcast, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
