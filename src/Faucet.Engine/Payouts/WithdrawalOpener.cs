using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Opens a withdrawal of the whole balance for each wallet that has reached the threshold.</summary>
public sealed class WithdrawalOpener(FaucetDatabase database, IBitcoinNode node, FeeBoard fees, TimeProvider time)
{
    private const int MaximumPerCycle = 500;

    private static readonly TimeSpan ScanAgainAfter = TimeSpan.FromHours(1);

    private Money? scannedFor;
    private DateTimeOffset scannedAt;

    public async Task<int> OpenAsync(FaucetSettings settings, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await MarkDueAsync(db, settings.PayoutThreshold, cancellationToken);
        var outlook = await fees.ReadAsync(db, settings, cancellationToken);
        var (from, now) = (QuotePolicy.AutomaticFrom(outlook, settings), time.GetUtcNow());
        var due = await db.Wallets.AsNoTracking()
            .Where(w => w.IsDue && w.Balance >= from && w.OpenWithdrawalId == null && w.BlockedReason == null)
            .Where(w => w.OnHoldUntil == null || w.OnHoldUntil <= now)
            // By the flag first, though all have it: ordered by the key alone, SQLite reads every wallet instead of the index of the due ones.
            .OrderBy(w => w.IsDue)
            .ThenBy(w => w.Id)
            .Take(MaximumPerCycle)
            .ToListAsync(cancellationToken);
        var opened = 0;
        foreach (var wallet in due)
        {
            var quote = QuotePolicy.Quote(wallet.ScriptPubKey, wallet.Balance, PayoutSpeed.Batched, outlook, settings);
            if (!await BlocksAsync(db, wallet, cancellationToken)
                && await OpenAsync(db, wallet, quote, WithdrawalState.Queued, now, cancellationToken) is not null)
            {
                opened++;
                db.ChangeTracker.Clear();
            }
        }

        return opened;
    }

    /// <summary>Asks the node about the address, and blocks the wallet where nothing may be paid to it.</summary>
    /// <returns>True: it is blocked now.</returns>
    internal async Task<bool> BlocksAsync(FaucetDbContext db, Wallet wallet, CancellationToken cancellationToken)
    {
        // Paying to the node's own wallet would book a payout that never left; and its fee bump once dropped such a payee.
        var described = await node.DescribeAddressAsync(wallet.Address, cancellationToken);
        var refusal = !described.IsValid || described.ScriptPubKey != wallet.ScriptPubKey ? "The bitcoin node does not accept this address."
            : described.IsMine ? "This address belongs to the faucet itself."
            : null;
        if (refusal is not null)
        {
            await db.Wallets.Where(w => w.Id == wallet.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(w => w.BlockedReason, refusal), cancellationToken);
        }

        return refusal is not null;
    }

    /// <summary>
    /// A claim marks the wallet that it takes to the threshold. When the threshold falls, or this process is new, one scan marks the rest; another
    /// one an hour later finds those that were credited at that very moment.
    /// </summary>
    private async Task MarkDueAsync(FaucetDbContext db, Money threshold, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (scannedFor <= threshold && now - scannedAt < ScanAgainAfter)
        {
            return;
        }

        await db.Wallets.Where(w => w.Balance >= threshold && !w.IsDue)
            .ExecuteUpdateAsync(set => set.SetProperty(w => w.IsDue, true), cancellationToken);
        (scannedFor, scannedAt) = (threshold, now);
    }

    /// <summary>Debits the balance as it was read; a claim in between leaves it to another time.</summary>
    /// <param name="quote">Of at most the balance.</param>
    /// <param name="state">Queued, or Batched for one that is in a batch from the start.</param>
    /// <returns>The withdrawal, or null.</returns>
    internal static async Task<Guid?> OpenAsync(
        FaucetDbContext db, Wallet wallet, PayoutQuote quote, WithdrawalState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(now);
        var rest = wallet.Balance - quote.Amount;
        await using var transaction = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        if (quote.Fee > Money.Zero)
        {
            await AvailableFunds.AddAsync(db, quote.Fee.Satoshis, cancellationToken);
        }

        var debited = await db.Wallets
            .Where(w => w.Id == wallet.Id && w.Balance == wallet.Balance && w.OpenWithdrawalId == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(w => w.Balance, rest).SetProperty(w => w.OpenWithdrawalId, id)
                    .SetProperty(w => w.IsDue, false).SetProperty(w => w.OnHoldUntil, (DateTimeOffset?)null),
                cancellationToken);
        if (debited == 0)
        {
            return null;
        }

        db.Withdrawals.Add(new Withdrawal
        {
            Id = id,
            WalletId = wallet.Id,
            Amount = quote.Paid,
            Fee = quote.Fee,
            IsAtOnce = quote.Speed == PayoutSpeed.AtOnce,
            ScriptPubKey = wallet.ScriptPubKey,
            Address = wallet.Address,
            State = state,
            CreatedAt = now,
            BatchedAt = state == WithdrawalState.Queued ? null : now,
        });
        db.LedgerTransfers.Add(new LedgerTransfer
        {
            Debit = wallet.Id.Value,
            Credit = SystemAccounts.Owed,
            Amount = quote.Paid,
            Kind = TransferKind.Withdrawal,
            Reference = id.ToString(),
            At = now,
        });
        if (quote.Fee > Money.Zero)
        {
            db.LedgerTransfers.Add(new LedgerTransfer
            {
                Debit = wallet.Id.Value,
                Credit = SystemAccounts.NetworkFees,
                Amount = quote.Fee,
                Kind = TransferKind.WithdrawalFee,
                Reference = id.ToString(),
                At = now,
            });
        }

        await db.SaveChangesAsync(cancellationToken);
        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return id;
    }
}
