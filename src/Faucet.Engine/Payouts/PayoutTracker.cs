using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Follows sent transactions: sends them again, sees them mined or reorganised away, and books what is final.</summary>
public sealed class PayoutTracker(FaucetDatabase database, IBitcoinNode node, PayoutProtocol protocol, PayoutRepayment repayment, TimeProvider time, ILogger<PayoutTracker> logger)
{
    private const int MaximumPerCycle = 500;

    private static readonly TransactionState[] Tracked = [TransactionState.Prepared, TransactionState.Sent, TransactionState.Mined];

    /// <param name="sendsUnsent">False: what was never given to the network waits; what was is sent again where it got lost.</param>
    public async Task TrackAsync(FaucetSettings settings, bool sendsUnsent, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var live = await db.PayoutTransactions.AsNoTracking().Where(t => Tracked.Contains(t.State)).OrderBy(t => t.BatchId).ThenByDescending(t => t.Sequence)
            .Take(MaximumPerCycle).ToListAsync(cancellationToken);
        foreach (var batch in live.GroupBy(t => t.BatchId))
        {
            var attempts = new List<(PayoutTransaction Transaction, WalletTransaction? Seen)>();
            foreach (var attempt in batch)
            {
                attempts.Add((attempt, await node.FindTransactionAsync(attempt.TxId, cancellationToken)));
            }

            // Attempts share their coins: at most one of them is in a block.
            if (attempts.Find(a => a.Seen is { Confirmations: >= 1, BlockHeight: not null }) is { Transaction: { } winner, Seen: { BlockHeight: { } height } seen })
            {
                await ConfirmAsync(db, winner, seen, height, settings, cancellationToken);
            }
            else
            {
                await KeepAliveAsync(db, attempts, settings, sendsUnsent, cancellationToken);
            }
        }
    }

    private async Task ConfirmAsync(
        FaucetDbContext db, PayoutTransaction transaction, WalletTransaction seen, int height, FaucetSettings settings, CancellationToken cancellationToken)
    {
        if (transaction.State != TransactionState.Mined || transaction.BlockHash != seen.BlockHash)
        {
            await MarkMinedAsync(db, transaction, seen, height, cancellationToken);
            PayoutLog.Mined(logger, transaction.BatchId, transaction.TxId, height);
        }

        if (seen.Confirmations >= settings.PayoutConfirmations)
        {
            await SettleAsync(db, transaction, cancellationToken);
        }
    }

    private static async Task MarkMinedAsync(
        FaucetDbContext db, PayoutTransaction transaction, WalletTransaction seen, int height, CancellationToken cancellationToken)
    {
        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);

        // A reorganisation can let another attempt win.
        await db.PayoutTransactions.Where(t => t.BatchId == transaction.BatchId && t.Id != transaction.Id && t.State == TransactionState.Mined)
            .ExecuteUpdateAsync(LeaveBlock, cancellationToken);
        await db.PayoutTransactions.Where(t => t.Id == transaction.Id && Tracked.Contains(t.State)).ExecuteUpdateAsync(
            set => set.SetProperty(t => t.State, TransactionState.Mined)
                .SetProperty(t => t.BlockHash, seen.BlockHash).SetProperty(t => t.BlockHeight, height),
            cancellationToken);
        _ = await BatchStates.MoveAsync(db, transaction.BatchId, BatchState.Prepared, BatchState.Confirming, cancellationToken)
            || await BatchStates.MoveAsync(db, transaction.BatchId, BatchState.Broadcast, BatchState.Confirming, cancellationToken)
            || await BatchStates.MoveAsync(db, transaction.BatchId, BatchState.Recorded, BatchState.Confirming, cancellationToken)
            || await BatchStates.MoveAsync(db, transaction.BatchId, BatchState.Claimed, BatchState.Confirming, cancellationToken);
        await db.PayoutBatches.Where(b => b.Id == transaction.BatchId)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.WinningTransactionId, transaction.Id), cancellationToken);
        await MoveWithdrawalsAsync(db, transaction.BatchId, WithdrawalState.Batched, WithdrawalState.Paid, cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    /// <summary>Books the batch in one database transaction: each debt, and the fee from the transaction that won.</summary>
    private async Task SettleAsync(FaucetDbContext db, PayoutTransaction transaction, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        await AvailableFunds.AddAsync(db, -transaction.Fee.Satoshis, cancellationToken);
        if (!await BatchStates.MoveAsync(db, transaction.BatchId, BatchState.Confirming, BatchState.Final, cancellationToken))
        {
            return;
        }

        await db.PayoutBatches.Where(b => b.Id == transaction.BatchId)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.FinalAt, now), cancellationToken);
        await db.PayoutTransactions.Where(t => t.Id == transaction.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TransactionState.Final), cancellationToken);
        await db.PayoutTransactions.Where(t => t.BatchId == transaction.BatchId && t.Id != transaction.Id && t.State != TransactionState.Void)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TransactionState.Superseded), cancellationToken);
        await PayoutRecord.FreeCoinsAsync(db, transaction.BatchId, t => t.Id == transaction.Id, cancellationToken);
        var members = db.BatchItems.Where(i => i.BatchId == transaction.BatchId).Select(i => i.WithdrawalId);
        var withdrawals = await db.Withdrawals.AsNoTracking().Where(w => members.Contains(w.Id)).ToListAsync(cancellationToken);
        await MoveWithdrawalsAsync(db, transaction.BatchId, WithdrawalState.Paid, WithdrawalState.Final, cancellationToken);
        await db.Withdrawals.Where(w => members.Contains(w.Id)).ExecuteUpdateAsync(set => set.SetProperty(w => w.FinalAt, now), cancellationToken);
        await db.Wallets.Where(w => w.OpenWithdrawalId != null && members.Contains(w.OpenWithdrawalId.Value))
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.OpenWithdrawalId, (Guid?)null), cancellationToken);
        db.LedgerTransfers.AddRange(withdrawals.Select(w => new LedgerTransfer
        {
            Debit = SystemAccounts.Owed,
            Credit = SystemAccounts.HotWallet,
            Amount = w.Amount,
            Kind = TransferKind.Payout,
            Reference = w.Id.ToString(),
            At = now,
        }));
        db.LedgerTransfers.Add(new LedgerTransfer
        {
            Debit = SystemAccounts.NetworkFees,
            Credit = SystemAccounts.HotWallet,
            Amount = transaction.Fee,
            Kind = TransferKind.NetworkFee,
            Reference = transaction.TxId.ToString(),
            At = now,
        });
        await db.SaveChangesAsync(cancellationToken);
        await scope.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
        PayoutLog.Final(logger, transaction.BatchId, transaction.TxId);
    }

    /// <summary>Not in a block (any more): remembers that, and sends the same bytes again when the network may have lost them.</summary>
    /// <param name="attempts">Of one batch, the newest first.</param>
    private async Task KeepAliveAsync(
        FaucetDbContext db, List<(PayoutTransaction Transaction, WalletTransaction? Seen)> attempts, FaucetSettings settings, bool sendsUnsent,
        CancellationToken cancellationToken)
    {
        foreach (var (transaction, _) in attempts.Where(a => a.Transaction.State == TransactionState.Mined))
        {
            await MarkUnminedAsync(db, transaction, cancellationToken);
            PayoutLog.LeftTheChain(logger, transaction.BatchId, transaction.TxId);
        }

        if (await IsAbandonedAsync(db, attempts, cancellationToken))
        {
            return;
        }

        if (attempts.Find(a => a.Seen is { IsInMempool: true }) is { Transaction: { } pending })
        {
            if (protocol.IsToBeToldAgain(pending))
            {
                await protocol.SendAsync(db, pending, settings, cancellationToken);
            }

            return;
        }

        IReadOnlyList<PayoutTransaction> possible = [.. attempts.Where(a => a.Seen is not { Confirmations: < 0 }).Select(a => a.Transaction)];
        if (attempts.Exists(a => a.Seen is null))
        {
            possible = await repayment.StillPossibleAsync(db, attempts[0].Transaction.BatchId, possible, cancellationToken);
        }

        if (possible.Count == 0)
        {
            var first = attempts[^1].Transaction;
            if (await repayment.ReopenAsync(db, first.BatchId, cancellationToken))
            {
                return;
            }

            const string reason = "Another transaction has spent the coins of this payout. It is never paid twice; the operator has been told.";
            await BatchStates.WaitAsync(db, logger, first.BatchId, reason, cancellationToken, $"a confirmed transaction conflicts with {first.TxId}");
            return;
        }

        // The newest pays best. An older one can go where it can't: a coin that was added may be gone.
        foreach (var transaction in possible.Where(t => sendsUnsent || t.FirstSentAt is not null))
        {
            if (!protocol.IsDue(transaction) || await protocol.SendAsync(db, transaction, settings, cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>A cancellation that was too late ends when the batch is final that it was to take back: then no block takes it any more.</summary>
    private static async Task<bool> IsAbandonedAsync(
        FaucetDbContext db, List<(PayoutTransaction Transaction, WalletTransaction? Seen)> attempts, CancellationToken cancellationToken)
    {
        var batchId = attempts[0].Transaction.BatchId;
        if (!attempts.TrueForAll(a => a.Seen is { Confirmations: < 0 } || a.Transaction.FirstSentAt is null)
            || !await db.PayoutBatches.AnyAsync(
                b => b.Id == batchId && db.PayoutBatches.Any(cancelled => cancelled.Id == b.Cancels && cancelled.State == BatchState.Final), cancellationToken))
        {
            return false;
        }

        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        _ = await BatchStates.MoveAsync(db, batchId, BatchState.Broadcast, BatchState.Abandoned, cancellationToken)
            || await BatchStates.MoveAsync(db, batchId, BatchState.Prepared, BatchState.Abandoned, cancellationToken)
            || await BatchStates.MoveAsync(db, batchId, BatchState.Recorded, BatchState.Abandoned, cancellationToken);
        await db.PayoutTransactions.Where(t => t.BatchId == batchId && t.State != TransactionState.Void)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.State, TransactionState.Superseded), cancellationToken);
        await scope.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task MarkUnminedAsync(FaucetDbContext db, PayoutTransaction transaction, CancellationToken cancellationToken)
    {
        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.PayoutTransactions.Where(t => t.Id == transaction.Id && t.State == TransactionState.Mined).ExecuteUpdateAsync(LeaveBlock, cancellationToken);
        await BatchStates.MoveAsync(db, transaction.BatchId, BatchState.Confirming, BatchState.Broadcast, cancellationToken);
        await db.PayoutBatches.Where(b => b.Id == transaction.BatchId)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.WinningTransactionId, (long?)null), cancellationToken);
        await MoveWithdrawalsAsync(db, transaction.BatchId, WithdrawalState.Paid, WithdrawalState.Batched, cancellationToken);
        await scope.CommitAsync(cancellationToken);
    }

    private static void LeaveBlock(UpdateSettersBuilder<PayoutTransaction> set) => set
        .SetProperty(t => t.State, TransactionState.Sent).SetProperty(t => t.BlockHash, (string?)null).SetProperty(t => t.BlockHeight, (int?)null);

    private static Task<int> MoveWithdrawalsAsync(
        FaucetDbContext db, long batchId, WithdrawalState from, WithdrawalState to, CancellationToken cancellationToken)
    {
        var members = db.BatchItems.Where(i => i.BatchId == batchId).Select(i => i.WithdrawalId);
        return db.Withdrawals.Where(w => members.Contains(w.Id) && w.State == from)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.State, to), cancellationToken);
    }
}
