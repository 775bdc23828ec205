using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Books what others pay to the HotWallet, notices spends that the ledger does not know, and keeps the node's locks in step.</summary>
public sealed class HotWalletWatcher(FaucetDatabase database, IBitcoinNode node, TimeProvider time, ILogger<HotWalletWatcher> logger)
{
    /// <returns>Why nothing may be paid now, or null.</returns>
    public async Task<PayoutFault?> BookDepositsAsync(FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var cursor = await db.NodeBindings.Select(b => b.Cursor).SingleAsync(cancellationToken);
        var changes = await HotWalletChanges.ListAsync(node, cursor, settings.DepositConfirmations, cancellationToken);
        foreach (var deposit in changes.Deposits.Where(d => d.Confirmations >= settings.DepositConfirmations))
        {
            await BookAsync(db, deposit, cancellationToken);
        }

        if (await FindUnknownAsync(db, changes, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        if (changes.Cursor != cursor)
        {
            await db.NodeBindings.ExecuteUpdateAsync(set => set.SetProperty(b => b.Cursor, changes.Cursor), cancellationToken);
        }

        return null;
    }

    /// <summary>A spend since the last deposits were booked that the ledger does not know, or null.</summary>
    public async Task<PayoutFault?> FindUnknownSpendAsync(FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var cursor = await db.NodeBindings.Select(b => b.Cursor).SingleAsync(cancellationToken);
        return await FindUnknownAsync(db, await HotWalletChanges.ListAsync(node, cursor, settings.DepositConfirmations, cancellationToken), cancellationToken);
    }

    /// <summary>Locks each coin that a live batch spends, which a restarted node has forgotten, and frees what a crash left locked.</summary>
    public async Task ReconcileLocksAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var live = BatchStates.LiveIds(db);
        var reserved = (await db.OutpointReservations.AsNoTracking().Where(r => live.Contains(r.BatchId)).ToListAsync(cancellationToken))
            .Select(r => new Core.Transactions.OutPoint(r.TxId, r.Vout)).ToHashSet();
        var locked = await node.ListLocksAsync(cancellationToken);
        foreach (var coin in reserved.Except(locked))
        {
            await node.LockAsync(coin, cancellationToken);
        }

        foreach (var coin in locked.Except(reserved))
        {
            await node.UnlockAsync(coin, cancellationToken);
        }
    }

    // Older database restored, key leaked, or another program on the same wallet: paying on could pay twice.
    private static async Task<PayoutFault?> FindUnknownAsync(FaucetDbContext db, WalletChanges changes, CancellationToken cancellationToken)
    {
        foreach (var txId in changes.Spends)
        {
            if (!await db.PayoutTransactions.AnyAsync(t => t.TxId == txId, cancellationToken)
                && !await db.KnownSpends.AnyAsync(s => s.TxId == txId, cancellationToken))
            {
                return new PayoutFault($"The node's wallet has sent {txId}, which this ledger does not know.", FreezeCause.UnknownSpend);
            }
        }

        return null;
    }

    private async Task BookAsync(FaucetDbContext db, Deposit deposit, CancellationToken cancellationToken)
    {
        var reference = deposit.OutPoint.ToString();
        if (deposit.Amount.Satoshis == 0
            || await db.LedgerTransfers.AnyAsync(t => t.Kind == TransferKind.Deposit && t.Reference == reference, cancellationToken))
        {
            return;
        }

        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        await AvailableFunds.AddAsync(db, deposit.Amount.Satoshis, cancellationToken);
        db.LedgerTransfers.Add(new LedgerTransfer
        {
            Debit = SystemAccounts.HotWallet,
            Credit = SystemAccounts.Owner,
            Amount = deposit.Amount,
            Kind = TransferKind.Deposit,
            Reference = reference,
            At = time.GetUtcNow(),
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await RefillAddress.ForgetAsync(db, cancellationToken);
            await scope.CommitAsync(cancellationToken);
            PayoutLog.DepositBooked(logger, deposit.Amount, deposit.OutPoint);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            // Another worker booked it between the look and the insert.
            db.ChangeTracker.Clear();
        }
    }
}
