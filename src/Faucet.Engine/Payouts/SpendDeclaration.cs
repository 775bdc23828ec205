using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Settings;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Takes a transaction of the HotWallet into the ledger that the ledger did not know, on an operator's word.</summary>
/// <remarks>What it settles of the debts becomes a batch whose transaction it is: tracking sees it confirmed and books it like any other.</remarks>
public sealed class SpendDeclaration(FaucetDatabase database, IBitcoinNode node, SettingsStore settingsStore, TimeProvider time)
{
    private const int ScriptsAtOnce = 500;

    private static readonly BatchState[] Live = [BatchState.Claimed, BatchState.Recorded, BatchState.Prepared, BatchState.Broadcast, BatchState.Confirming];

    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<DeclareOutcome> DeclareAsync(TxId txId, string who, string reason, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        if (await db.PayoutTransactions.AnyAsync(t => t.TxId == txId, cancellationToken) || await db.KnownSpends.AnyAsync(s => s.TxId == txId, cancellationToken))
        {
            return new DeclareOutcome.Refused($"The ledger knows {txId} already.");
        }

        if (await node.FindSpendAsync(txId, cancellationToken) is not { } spend)
        {
            return new DeclareOutcome.Refused($"The node's wallet knows no transaction {txId} that spends its coins.");
        }

        var needed = (await settingsStore.ReadAsync(cancellationToken)).Settings.DepositConfirmations;
        if (spend.Confirmations < needed)
        {
            return new DeclareOutcome.Refused($"It has {Math.Max(spend.Confirmations, 0)} of {needed} confirmations. Declare it when it can't vanish any more.");
        }

        var transaction = RawTransaction.Parse(spend.SignedHex);
        if (spend.Coins.Count != transaction.Inputs.Count)
        {
            return new DeclareOutcome.Refused("It also spends coins that are not the wallet's: what it took from whom can't be told.");
        }

        var returned = new Queue<Utxo>();
        foreach (var vout in spend.OwnOutputs)
        {
            if (await node.FindUtxoAsync(new OutPoint(txId, vout), cancellationToken) is { } coin)
            {
                returned.Enqueue(coin);
            }
        }

        var outputs = transaction.Outputs.Where((_, position) => !spend.OwnOutputs.Contains(position))
            .GroupBy(output => output.ScriptPubKey).ToDictionary(same => same.Key, same => same.Select(output => output.Amount).Sum());
        var creditors = await FindCreditorsAsync(db, outputs.Keys, cancellationToken);
        return SpendPolicy.Judge(outputs, [.. creditors.Values.Select(c => c.Creditor)]) switch
        {
            SpendDecision.Refused refused => new DeclareOutcome.Refused(refused.Reason),
            var decision => await BookAsync(db, new Declaration(transaction, spend, returned, who, reason), decision, creditors, cancellationToken),
        };
    }

    private async Task<DeclareOutcome> BookAsync(
        FaucetDbContext db, Declaration declaration, SpendDecision decision, Dictionary<ScriptPubKey, Known> creditors, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        long? batchId = null;
        IReadOnlyList<Money> settlements = [];
        Money elsewhere;
        // The gate's row before any wallet's: what is not known yet is added below.
        await AvailableFunds.AddAsync(db, 0, cancellationToken);
        switch (decision)
        {
            case SpendDecision.Continues known:
                (batchId, elsewhere) = (known.BatchId, known.Elsewhere);
                settlements = await MembersAsync(db, known.BatchId, cancellationToken);
                break;
            case SpendDecision.Settles { Settlements: { Count: > 0 } debts } found:
                (batchId, elsewhere) = (await ClaimAsync(db, debts, creditors, now, cancellationToken), found.Elsewhere);
                settlements = [.. debts.Select(debt => debt.Amount)];
                break;
            case SpendDecision.Settles found:
                elsewhere = found.Elsewhere + declaration.Fee;
                break;
            default:
                throw new InvalidOperationException($"Unknown decision {decision}.");
        }

        if (await ClearCoinsAsync(db, batchId, declaration, cancellationToken) is { } obstacle)
        {
            return new DeclareOutcome.Refused(obstacle);
        }

        if (settlements.Count > 0 && (batchId is not { } id || !await JoinAsync(db, id, declaration, settlements.Sum(), now, cancellationToken)))
        {
            return new DeclareOutcome.Refused("The ledger moved meanwhile. Try again.");
        }

        db.KnownSpends.Add(new KnownSpend
        {
            TxId = declaration.Transaction.TxId,
            Elsewhere = elsewhere,
            DeclaredBy = PayoutFreezes.Shortened(declaration.Who),
            Reason = PayoutFreezes.Shortened(declaration.Reason),
            DeclaredAt = now,
        });
        if (elsewhere > Money.Zero)
        {
            await AvailableFunds.AddAsync(db, -elsewhere.Satoshis, cancellationToken);
            db.LedgerTransfers.Add(new LedgerTransfer
            {
                Debit = SystemAccounts.Owner,
                Credit = SystemAccounts.HotWallet,
                Amount = elsewhere,
                Kind = TransferKind.KnownSpend,
                Reference = declaration.Transaction.TxId.ToString(),
                At = now,
            });
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            return new DeclareOutcome.Refused("It was declared at this moment, or one of its coins reserved. Try again.");
        }

        await scope.CommitAsync(cancellationToken);
        return new DeclareOutcome.Declared(batchId, settlements.Count, settlements.Sum(), elsewhere);
    }

    /// <summary>Makes a batch of the debts; where no withdrawal is open, opens one that is in it from the start.</summary>
    /// <returns>Null: a wallet or a withdrawal has moved meanwhile.</returns>
    private static async Task<long?> ClaimAsync(
        FaucetDbContext db, IReadOnlyList<Settlement> debts, Dictionary<ScriptPubKey, Known> creditors, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = new PayoutBatch { State = BatchState.Claimed, CreatedAt = now };
        db.PayoutBatches.Add(batch);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var debt in debts)
        {
            var id = debt.WithdrawalId;
            if (id is { } queued)
            {
                if (await db.Withdrawals.Where(w => w.Id == queued && w.State == WithdrawalState.Queued).ExecuteUpdateAsync(
                    set => set.SetProperty(w => w.State, WithdrawalState.Batched).SetProperty(w => w.BatchedAt, now), cancellationToken) != 1)
                {
                    return null;
                }
            }
            else
            {
                var unasked = new PayoutQuote(PayoutSpeed.Batched, debt.Amount, Fee: Money.Zero, Least: Money.Zero);
                id = await WithdrawalOpener.OpenAsync(db, creditors[debt.ScriptPubKey].Wallet, unasked, WithdrawalState.Batched, now, cancellationToken);
                if (id is null)
                {
                    return null;
                }
            }

            db.BatchItems.Add(new BatchItem { WithdrawalId = id.Value, BatchId = batch.Id });
        }

        return batch.Id;
    }

    /// <summary>Makes the transaction the newest attempt of the batch.</summary>
    /// <returns>False: the batch is final meanwhile.</returns>
    private static async Task<bool> JoinAsync(
        FaucetDbContext db, long batchId, Declaration declaration, Money paid, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.PayoutBatches.Where(b => b.Id == batchId && Live.Contains(b.State)).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, BatchState.Broadcast).SetProperty(b => b.WaitingReason, (string?)null), cancellationToken) != 1)
        {
            return false;
        }

        var transaction = declaration.Transaction;
        db.PayoutTransactions.Add(new PayoutTransaction
        {
            BatchId = batchId,
            Sequence = await db.PayoutTransactions.CountAsync(t => t.BatchId == batchId, cancellationToken),
            TxId = transaction.TxId,
            UnsignedHex = transaction.ToHex(withWitness: false),
            SignedHex = declaration.Spend.SignedHex,
            Paid = paid,
            Change = declaration.Change,
            Fee = declaration.Fee,
            VSize = transaction.VSize,
            State = TransactionState.Sent,
            FirstSentAt = now,
            LastSentAt = now,
        });
        var reserved = (await db.OutpointReservations.AsNoTracking().Where(r => r.BatchId == batchId).ToListAsync(cancellationToken))
            .Select(r => new OutPoint(r.TxId, r.Vout)).ToHashSet();
        db.OutpointReservations.AddRange(declaration.Spend.Coins.Where(coin => !reserved.Contains(coin.OutPoint)).Select(coin => new OutpointReservation
        {
            TxId = coin.OutPoint.TxId,
            Vout = coin.OutPoint.Vout,
            BatchId = batchId,
            Amount = coin.Amount,
        }));
        return true;
    }

    /// <summary>
    /// Takes the coins from other batches: an attempt of theirs that was never signed is void now that another transaction has spent them. A signed
    /// one may come back with a reorganisation: its batch is paid anew only with what this transaction gave back (I7).
    /// </summary>
    /// <returns>Why that can't be, or null.</returns>
    private static async Task<string?> ClearCoinsAsync(FaucetDbContext db, long? batchId, Declaration declaration, CancellationToken cancellationToken)
    {
        var spent = declaration.Spend.Coins.Select(coin => coin.OutPoint).ToHashSet();
        var from = spent.Select(coin => coin.TxId).Distinct().ToList();
        var holders = (await db.OutpointReservations.AsNoTracking().Where(r => from.Contains(r.TxId)).ToListAsync(cancellationToken))
            .Where(r => r.BatchId != batchId && spent.Contains(new OutPoint(r.TxId, r.Vout))).Select(r => r.BatchId).Distinct().ToList();
        var attempts = await db.PayoutTransactions.AsNoTracking().Where(t => holders.Contains(t.BatchId) && t.State != TransactionState.Void).ToListAsync(cancellationToken);
        var anchored = new HashSet<long>();
        foreach (var attempt in attempts.Where(t => RawTransaction.Parse(t.UnsignedHex).Inputs.Any(input => spent.Contains(input.OutPoint))))
        {
            if (await PayoutRecord.VoidAsync(db, attempt, cancellationToken) || !anchored.Add(attempt.BatchId))
            {
                continue;
            }

            if (!declaration.Returned.TryDequeue(out var coin))
            {
                return $"It spends a coin of transaction {attempt.TxId} of batch {attempt.BatchId}, which is signed, and nothing that it gave back is left to pay "
                    + "that batch anew without the risk of paying it twice. If a later transaction has paid that batch, declare that one first.";
            }

            db.OutpointReservations.Add(new OutpointReservation
            {
                TxId = coin.OutPoint.TxId,
                Vout = coin.OutPoint.Vout,
                BatchId = attempt.BatchId,
                Amount = coin.Amount,
                IsAnchor = true,
            });
        }

        return null;
    }

    private static async Task<IReadOnlyList<Money>> MembersAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken)
    {
        var members = db.BatchItems.Where(i => i.BatchId == batchId).Select(i => i.WithdrawalId);
        return await db.Withdrawals.Where(w => members.Contains(w.Id)).Select(w => w.Amount).ToListAsync(cancellationToken);
    }

    private static async Task<Dictionary<ScriptPubKey, Known>> FindCreditorsAsync(
        FaucetDbContext db, IEnumerable<ScriptPubKey> scripts, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ScriptPubKey, Known>();
        foreach (var page in scripts.Chunk(ScriptsAtOnce))
        {
            var rows = await (
                from wallet in db.Wallets.AsNoTracking()
                where page.Contains(wallet.ScriptPubKey)
                join withdrawal in db.Withdrawals on wallet.OpenWithdrawalId equals withdrawal.Id into withdrawals
                from withdrawal in withdrawals.DefaultIfEmpty()
                join item in db.BatchItems on withdrawal.Id equals item.WithdrawalId into items
                from item in items.DefaultIfEmpty()
                select new { wallet, withdrawal, item, payees = db.BatchItems.Count(i => i.BatchId == item.BatchId) }).ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                var open = row.withdrawal is null ? null : new OpenWithdrawal(row.withdrawal.Id, row.withdrawal.Amount, row.item?.BatchId, row.payees);
                found.Add(row.wallet.ScriptPubKey, new Known(row.wallet, new Creditor(row.wallet.ScriptPubKey, row.wallet.Balance, open)));
            }
        }

        return found;
    }

    private sealed record Known(Wallet Wallet, Creditor Creditor);

    /// <param name="Returned">What it gave back to the wallet and is unspent.</param>
    private sealed record Declaration(RawTransaction Transaction, WalletSpend Spend, Queue<Utxo> Returned, string Who, string Reason)
    {
        public Money Change { get; } = Transaction.Outputs.Where((_, position) => Spend.OwnOutputs.Contains(position)).Select(output => output.Amount).Sum();

        public Money Fee { get; } = Spend.Coins.Select(coin => coin.Amount).Sum() - Transaction.Outputs.Select(output => output.Amount).Sum();
    }
}
