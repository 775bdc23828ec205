using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>What became of the wish to take a sent batch back.</summary>
public abstract record CancelOutcome
{
    private CancelOutcome()
    {
    }

    /// <summary>Recorded: the worker signs and sends it.</summary>
    /// <param name="Canceller">The batch without payees whose transaction gives the coins back.</param>
    public sealed record Recorded(long Canceller, Money Fee) : CancelOutcome;

    public sealed record Refused(string Reason) : CancelOutcome;
}

/// <summary>
/// Takes a sent batch back: a transaction of a batch without payees gives all of its coins back to the HotWallet. When a block has that one, the
/// batch is paid anew (<see cref="PayoutRepayment"/>), from the coin that it gave back.
/// </summary>
/// <remarks>That coin is reserved for the batch from the start, so that no other can spend it and the batch never lacks what ties it to its past (I7).</remarks>
public sealed class PayoutCancellation(FaucetDatabase database, IBitcoinNode node, FeeWatch fees, TimeProvider time, ILogger<PayoutCancellation> logger)
{
    private static readonly BatchState[] Sent = [BatchState.Prepared, BatchState.Broadcast];

    private static readonly BatchState[] InNoBlock = [BatchState.Claimed, BatchState.Recorded, BatchState.Prepared, BatchState.Broadcast];

    /// <summary>The batches that are to take others back and that no block has yet.</summary>
    internal static IQueryable<PayoutBatch> Pending(FaucetDbContext db) => db.PayoutBatches.Where(b => b.Cancels != null && InNoBlock.Contains(b.State));

    public async Task<CancelOutcome> CancelAsync(long batchId, NodeStatus status, FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var attempts = await db.PayoutTransactions.AsNoTracking().Where(t => t.BatchId == batchId && t.State != TransactionState.Void)
            .OrderByDescending(t => t.Sequence).ToListAsync(cancellationToken);
        if (!await db.PayoutBatches.AnyAsync(b => b.Id == batchId && b.Cancels == null && Sent.Contains(b.State), cancellationToken)
            || attempts is not [{ SignedHex: not null, VSize: { } vsize } newest, ..])
        {
            return new CancelOutcome.Refused($"Batch {batchId} has no transaction that was sent and waits for a block.");
        }

        if (await Pending(db).Where(b => b.Cancels == batchId).Select(b => (long?)b.Id).FirstOrDefaultAsync(cancellationToken) is { } pendingBatch)
        {
            return new CancelOutcome.Refused($"Batch {pendingBatch} takes it back already. 'payouts bump {pendingBatch}' raises the fee of that.");
        }

        if (await FindDependentAsync(db, batchId, attempts, cancellationToken) is { } dependent)
        {
            return new CancelOutcome.Refused($"Batch {dependent} spends what batch {batchId} gives back: it would be lost with it.");
        }

        var pending = newest.Fee;
        foreach (var attempt in attempts)
        {
            pending = Money.Max(pending, await node.FindPendingFeesAsync(attempt.TxId, cancellationToken) ?? Money.Zero);
        }

        var market = new FeeMarket((await fees.LookAsync(status, settings, cancellationToken)).Now, status.MinimumFeeRate, status.FeeIncrement);
        var inputs = RawTransaction.Parse(newest.UnsignedHex).Inputs.Select(input => input.OutPoint).ToList();
        var (giver, fault) = await PrepareAsync(inputs, cancellationToken);
        if (giver is null)
        {
            return new CancelOutcome.Refused(fault!);
        }

        var (fee, obstacle) = CancellationPolicy.Decide(
            new PendingAttempt(newest.Fee, vsize, newest.Paid, pending, IsOutbid: false, TimeSpan.Zero), giver.VSize, giver.Coins, market, settings);
        return obstacle is not null ? new CancelOutcome.Refused(obstacle)
            : await RecordAsync(db, batchId, newest, giver.Build(fee, status.Height), fee, cancellationToken) is { } canceller
                ? new CancelOutcome.Recorded(canceller, fee)
                : new CancelOutcome.Refused("It moved meanwhile. Try again.");
    }

    /// <summary>Records another attempt of a batch that takes one back, at a higher fee.</summary>
    /// <param name="guard">Holds the batch in the same database transaction.</param>
    /// <returns>Why there is none, or null.</returns>
    internal async Task<string?> RaiseAsync(
        FaucetDbContext db, long cancelled, PayoutTransaction replaced, FeeRate rate, int height, Func<Task<bool>> guard, CancellationToken cancellationToken)
    {
        var (giver, fault) = await PrepareAsync([.. RawTransaction.Parse(replaced.UnsignedHex).Inputs.Select(input => input.OutPoint)], cancellationToken);
        if (giver is null)
        {
            return fault;
        }

        var fee = rate.FeeFor(giver.VSize);
        if (giver.Coins < fee + CancellationPolicy.LeastReturned)
        {
            return $"Its coins hold {giver.Coins}, too little for a fee of {fee}.";
        }

        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        if (!await guard())
        {
            return "It moved meanwhile. Try again.";
        }

        var raised = giver.Build(fee, height);
        await AddAsync(db, replaced.BatchId, cancelled, raised, fee, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        PayoutLog.FeeRaised(logger, replaced.BatchId, replaced.TxId, raised.TxId, rate);
        return null;
    }

    private async Task<long?> RecordAsync(
        FaucetDbContext db, long batchId, PayoutTransaction newest, RawTransaction transaction, Money fee, CancellationToken cancellationToken)
    {
        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        const string reason = "Its transaction is being replaced by another one, because it took too long.";

        // The update holds the batch: nobody raises its fee or takes it back a second time until this is written.
        if (await db.PayoutBatches.Where(b => b.Id == batchId && Sent.Contains(b.State))
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.WaitingReason, reason), cancellationToken) != 1
            || await Pending(db).AnyAsync(b => b.Cancels == batchId, cancellationToken)
            || await db.PayoutTransactions.AnyAsync(t => t.BatchId == batchId && t.Sequence > newest.Sequence && t.State != TransactionState.Void, cancellationToken))
        {
            return null;
        }

        var canceller = new PayoutBatch { State = BatchState.Recorded, CreatedAt = time.GetUtcNow(), Cancels = batchId };
        db.PayoutBatches.Add(canceller);
        await db.SaveChangesAsync(cancellationToken);
        await AddAsync(db, canceller.Id, batchId, transaction, fee, cancellationToken);
        await scope.CommitAsync(cancellationToken);
        PayoutLog.Cancelling(logger, batchId, canceller.Id, transaction.TxId);
        return canceller.Id;
    }

    private static async Task AddAsync(
        FaucetDbContext db, long canceller, long cancelled, RawTransaction transaction, Money fee, CancellationToken cancellationToken)
    {
        var returned = transaction.Outputs[0].Amount;
        db.PayoutTransactions.Add(new PayoutTransaction
        {
            BatchId = canceller,
            Sequence = await db.PayoutTransactions.CountAsync(t => t.BatchId == canceller, cancellationToken),
            TxId = transaction.TxId,
            UnsignedHex = transaction.ToHex(withWitness: false),
            Paid = Money.Zero,
            Change = returned,
            Fee = fee,
            State = TransactionState.Recorded,
        });
        db.OutpointReservations.Add(new OutpointReservation { TxId = transaction.TxId, Vout = 0, BatchId = cancelled, Amount = returned, IsAnchor = true });
        await db.SaveChangesAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    /// <summary>Another batch would lose the coin that it spends.</summary>
    private static async Task<long?> FindDependentAsync(
        FaucetDbContext db, long batchId, IReadOnlyList<PayoutTransaction> attempts, CancellationToken cancellationToken)
    {
        var ids = attempts.Select(t => t.TxId).ToList();
        return await db.OutpointReservations.Where(r => ids.Contains(r.TxId) && r.BatchId != batchId).Select(r => (long?)r.BatchId).FirstOrDefaultAsync(cancellationToken);
    }

    private async Task<(Giver? Giver, string? Fault)> PrepareAsync(IReadOnlyList<OutPoint> inputs, CancellationToken cancellationToken)
    {
        var coins = new List<Utxo>();
        foreach (var input in inputs)
        {
            if (await node.FindUtxoAsync(input, cancellationToken) is not { } coin)
            {
                return (null, $"Its coin {input} is spent in a block, or in none yet.");
            }

            coins.Add(coin);
        }

        var address = await node.NewDepositAddressAsync(cancellationToken);
        return await node.DescribeAddressAsync(address, cancellationToken) is { IsMine: true, ScriptPubKey: { } script }
            ? (new Giver(coins, script), null)
            : (null, $"The node's wallet gave {address}, which is not its own.");
    }

    /// <summary>The coins that come back, and where to.</summary>
    private sealed record Giver(IReadOnlyList<Utxo> Inputs, Core.Addresses.ScriptPubKey Script)
    {
        public Money Coins { get; } = Inputs.Select(coin => coin.Amount).Sum();

        public int VSize { get; } = BatchWeight.VBytes(Inputs.Count, [Script], hasChange: false);

        public RawTransaction Build(Money fee, int height) => new(
            2, [.. Inputs.Select(coin => new TransactionInput(coin.OutPoint, "", FundedTransactionCheck.ReplaceableSequence, []))], [new TransactionOutput(Script, Coins - fee)], (uint)height);
    }
}
