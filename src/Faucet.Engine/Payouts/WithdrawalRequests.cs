using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Wallets;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Settings;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>What the owner of a wallet may ask for: a payout before the threshold starts one, and his coins back while it is queued.</summary>
public sealed class WithdrawalRequests(
    FaucetDatabase database, WithdrawalOpener opener, SettingsStore settingsStore, FeeBoard fees, TimeProvider time)
{
    /// <summary>The refusals that are not the visitor's to mend.</summary>
    public const string UnavailableCode = "payout-unavailable";

    /// <summary>How long nothing is paid by itself after a payout was cancelled.</summary>
    public static TimeSpan HeldFor { get; } = TimeSpan.FromDays(7);

    // Each is lost only to a claim or a worker that was faster.
    private const int Attempts = 5;

    /// <summary>Pays the whole balance out, on the terms that were shown.</summary>
    /// <param name="amount">The balance that was shown.</param>
    /// <param name="fee">The fee that was shown: this one is charged, or none.</param>
    /// <returns>Why not, or null.</returns>
    public async Task<Refusal?> RequestAsync(WalletId id, PayoutSpeed speed, Money amount, Money fee, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        if (await FindAsync(db, id, cancellationToken) is not { } wallet)
        {
            return new Refusal("payout-no-wallet", "This device has no wallet yet.");
        }

        if (await IsFrozenAsync(db, cancellationToken))
        {
            return Paused;
        }

        if (wallet.OpenWithdrawalId is not null)
        {
            return new Refusal("payout-under-way", "A payout of this wallet is under way already. The next one can start when it is final.");
        }

        var settings = (await settingsStore.ReadAsync(db, cancellationToken)).Settings;
        var outlook = await fees.ReadAsync(db, settings, cancellationToken);
        if (!QuotePolicy.Offered(wallet.Balance, IsOnHold(wallet), outlook, settings).Contains(speed))
        {
            return new Refusal("payout-not-offered", "This kind of payout can't be asked for at the moment.");
        }

        var quote = QuotePolicy.Quote(wallet.ScriptPubKey, wallet.Balance, speed, outlook, settings);
        if (!quote.IsEnough)
        {
            return new Refusal("payout-too-small", $"At the present network fee such a payout takes a balance of {quote.Least}; yours is {quote.Amount}.");
        }

        if (quote.Amount != amount || quote.Fee != fee)
        {
            return Changed;
        }

        try
        {
            if (await opener.BlocksAsync(db, wallet, cancellationToken))
            {
                return new Refusal("payout-blocked", (await FindAsync(db, id, cancellationToken))?.BlockedReason ?? "This wallet can't be paid out.");
            }
        }
        catch (NodeException)
        {
            return new Refusal(
                UnavailableCode, "The bitcoin node can't be asked right now. Nothing is lost: please try again in a minute.", time.GetUtcNow().AddMinutes(1));
        }

        return await WithdrawalOpener.OpenAsync(db, wallet, quote, WithdrawalState.Queued, time.GetUtcNow(), cancellationToken) is null ? Changed : null;
    }

    /// <summary>Gives a queued withdrawal back to its wallet, with the fee that it was charged, and pays nothing by itself for <see cref="HeldFor"/>.</summary>
    /// <returns>Why not, or null; null also where it was cancelled before.</returns>
    public async Task<Refusal?> CancelAsync(WalletId id, Guid withdrawalId, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        if (await IsFrozenAsync(db, cancellationToken))
        {
            return Paused;
        }

        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            switch (await db.Withdrawals.AsNoTracking().SingleOrDefaultAsync(w => w.Id == withdrawalId && w.WalletId == id, cancellationToken))
            {
                case null:
                    return new Refusal("payout-unknown", "This wallet has no such payout.");
                case { State: WithdrawalState.Cancelled }:
                    return null;
                case { State: not WithdrawalState.Queued }:
                    return new Refusal("payout-left", "It is too late to cancel: the payout is part of a transaction already.");
                case var queued when await ReturnAsync(db, queued, cancellationToken):
                    return null;
            }
        }

        return new Refusal(UnavailableCode, "This wallet is changing all the time. Please try again in a minute.", time.GetUtcNow().AddMinutes(1));
    }

    private Refusal Paused => new(UnavailableCode, PayoutFreezes.PauseText, time.GetUtcNow().AddMinutes(10));

    private static Refusal Changed => new("payout-quote-changed", "Your balance or the network's fee has changed meanwhile. Please look at the new figures.");

    /// <summary>Balances have to stay comparable with what was paid, so that an operator can say what is known (<see cref="SpendDeclaration"/>).</summary>
    private static Task<bool> IsFrozenAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        db.PayoutFreezes.AnyAsync(f => f.ResumedAt == null, cancellationToken);

    private bool IsOnHold(Wallet wallet) => wallet.OnHoldUntil > time.GetUtcNow();

    private static Task<Wallet?> FindAsync(FaucetDbContext db, WalletId id, CancellationToken cancellationToken) =>
        db.Wallets.AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, cancellationToken);

    /// <returns>False, and nothing is changed, when a batch took it or the balance changed meanwhile.</returns>
    private async Task<bool> ReturnAsync(FaucetDbContext db, Withdrawal queued, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (queued.Fee > Money.Zero)
        {
            await AvailableFunds.AddAsync(db, -queued.Fee.Satoshis, cancellationToken);
        }

        if (await db.Withdrawals.Where(w => w.Id == queued.Id && w.State == WithdrawalState.Queued).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.State, WithdrawalState.Cancelled).SetProperty(w => w.FinalAt, now), cancellationToken) == 0)
        {
            return false;
        }

        var before = await db.Wallets.Where(w => w.Id == queued.WalletId).Select(w => w.Balance).SingleAsync(cancellationToken);
        var after = before + queued.Amount + queued.Fee;
        if (await db.Wallets.Where(w => w.Id == queued.WalletId && w.Balance == before && w.OpenWithdrawalId == queued.Id).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.Balance, after).SetProperty(w => w.OpenWithdrawalId, (Guid?)null).SetProperty(w => w.OnHoldUntil, now + HeldFor),
            cancellationToken) == 0)
        {
            return false;
        }

        AddReturn(db, queued, SystemAccounts.Owed, queued.Amount, TransferKind.Cancellation, now);
        if (queued.Fee > Money.Zero)
        {
            AddReturn(db, queued, SystemAccounts.NetworkFees, queued.Fee, TransferKind.FeeReturn, now);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static void AddReturn(FaucetDbContext db, Withdrawal queued, long from, Money amount, TransferKind kind, DateTimeOffset now) =>
        db.LedgerTransfers.Add(new LedgerTransfer
        {
            Debit = from,
            Credit = queued.WalletId.Value,
            Amount = amount,
            Kind = kind,
            Reference = queued.Id.ToString(),
            At = now,
        });
}
