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
    private static readonly TimeSpan ResendPause = TimeSpan.FromMinutes(1);

    // "Accepted" is not "relayed": a node that restarted puts it back into its mempool and keeps it to itself, until it gets the same bytes again.
    private static readonly TimeSpan RelayPause = TimeSpan.FromHours(1);

    /// <summary>Drives the batch as far as it goes now.</summary>
    public async Task AdvanceAsync(long batchId, NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();

        // Bounded: claimed → recorded → prepared → sent, and once back when a recorded attempt is void.
        for (var step = 0; step < 5; step++)
        {
            var state = await db.PayoutBatches.Where(b => b.Id == batchId).Select(b => b.State).SingleAsync(cancellationToken);
            var moved = state == BatchState.Claimed ? await funding.FundAsync(db, batchId, status, settings, cancellationToken)
                : await FindAsync(db, batchId, TransactionState.Recorded, cancellationToken) is { } recorded ? await SignAsync(db, recorded, cancellationToken)
                : await FindAsync(db, batchId, TransactionState.Prepared, cancellationToken) is { } prepared && await BroadcastAsync(db, prepared, settings, cancellationToken);
            if (!moved)
            {
                return;
            }
        }
    }

    /// <returns>The newest attempt in that state. Null also when another worker, whose lease ended or began meanwhile, has moved it on: the next round goes on from there.</returns>
    private static Task<PayoutTransaction?> FindAsync(
        FaucetDbContext db, long batchId, TransactionState state, CancellationToken cancellationToken) =>
        db.PayoutTransactions.AsNoTracking().Where(t => t.BatchId == batchId && t.State == state)
            .OrderByDescending(t => t.Sequence).FirstOrDefaultAsync(cancellationToken);

    private async Task<bool> SignAsync(FaucetDbContext db, PayoutTransaction recorded, CancellationToken cancellationToken)
    {
        var batchId = recorded.BatchId;
        string signedHex;
        try
        {
            // It was signed before where this database is older than the node: then its coins may be spent by the transaction itself.
            signedHex = await node.FindSpendAsync(recorded.TxId, cancellationToken) is { Confirmations: >= 0 } sent
                ? sent.SignedHex
                : await node.SignAsync(recorded.UnsignedHex, cancellationToken);
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
                BatchStates.OwnChecksFailed,
                cancellationToken,
                "signing changed the transaction's id");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var stored = await db.PayoutTransactions.Where(t => t.Id == recorded.Id && t.State == TransactionState.Recorded).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.SignedHex, signedHex).SetProperty(t => t.VSize, signed.VSize).SetProperty(t => t.State, TransactionState.Prepared),
            cancellationToken);
        if (stored == 0)
        {
            return false;
        }

        // The batch of a replacement is further already.
        await BatchStates.MoveAsync(db, batchId, BatchState.Recorded, BatchState.Prepared, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        PayoutLog.Prepared(logger, batchId, recorded.TxId);
        return true;
    }

    /// <summary>Gives a recorded attempt up when a coin of it is gone: it was never sent (I3), so the batch may be funded or its fee raised anew.</summary>
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
        if (!await PayoutRecord.VoidAsync(db, recorded, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> BroadcastAsync(FaucetDbContext db, PayoutTransaction prepared, FaucetSettings settings, CancellationToken cancellationToken)
    {
        if (IsDue(prepared))
        {
            await SendAsync(db, prepared, settings, cancellationToken);
        }

        return false;
    }

    /// <summary>True when the bytes were never sent, or long enough ago that sending them again is no nuisance; also by a clock that was set since.</summary>
    public bool IsDue(PayoutTransaction stored) => HasPassed(ResendPause, stored);

    /// <summary>True when the node has it in its mempool for so long that its peers may never have heard of it.</summary>
    public bool IsToBeToldAgain(PayoutTransaction stored) => HasPassed(RelayPause, stored);

    /// <summary>Gives the stored bytes to the network, for the first time or again.</summary>
    /// <returns>True when the node has it now, in its mempool or in a block.</returns>
    public async Task<bool> SendAsync(FaucetDbContext db, PayoutTransaction stored, FaucetSettings settings, CancellationToken cancellationToken)
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
                return true;
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

        return false;
    }

    private bool HasPassed(TimeSpan pause, PayoutTransaction stored) => stored.LastSentAt is not { } sent || (time.GetUtcNow() - sent).Duration() >= pause;

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
