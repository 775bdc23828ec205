using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;
using Faucet.Core.Wallets;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Faucet.Engine.Settings;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Wallets;

/// <summary>A wallet as its owner sees it.</summary>
/// <param name="Lines">The newest ledger lines, newest first.</param>
/// <param name="Withdrawals">Newest first.</param>
/// <param name="BlockedReason">Why the wallet can't be paid out, in plain words, or null.</param>
/// <param name="PauseReason">Why nobody is paid out now, in plain words, or null.</param>
/// <param name="Threshold">From this balance on it is paid out by itself: the setting, or more while the network's fee is too high for that.</param>
/// <param name="AutomaticFee">What of the network's fee such a payout would be charged.</param>
/// <param name="OnHoldUntil">Its owner cancelled a payout: until then none starts by itself. Null when it does.</param>
/// <param name="BatchAge">How long a batch waits at most for company and a low fee.</param>
/// <param name="Quotes">What its owner may ask for now.</param>
public sealed record WalletStatement(
    WalletId Id,
    string Address,
    Money Balance,
    DateTimeOffset NextClaimAt,
    Money Threshold,
    Money AutomaticFee,
    DateTimeOffset? OnHoldUntil,
    TimeSpan BatchAge,
    IReadOnlyList<PayoutQuote> Quotes,
    IReadOnlyList<StatementLine> Lines,
    IReadOnlyList<WithdrawalStatement> Withdrawals,
    string? BlockedReason,
    string? PauseReason);

/// <param name="IsCredit">True when the balance grew.</param>
/// <param name="Drip">How the amount of a claim came about; null for other lines.</param>
/// <param name="OnTrial">Codes of rules on trial that would have refused it.</param>
public sealed record StatementLine(
    DateTimeOffset At, TransferKind Kind, Money Amount, bool IsCredit, Drip? Drip = null, IReadOnlyList<string>? OnTrial = null);

/// <param name="SentAt">When its transaction was first given to the network.</param>
/// <param name="Fee">What it was charged for the network's fee.</param>
/// <param name="TxId">The transaction that a block holds, or else the newest that was sent.</param>
/// <param name="ReplacedTxIds">Sent before and still possible: only one of them all can ever be confirmed.</param>
/// <param name="BlockHeight">The block that holds the transaction, while it is in the active chain.</param>
/// <param name="WaitingReason">Why it does not move on, in plain words, or null.</param>
public sealed record WithdrawalStatement(
    Guid Id,
    Money Amount,
    Money Fee,
    bool IsAtOnce,
    WithdrawalState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset? BatchedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? FinalAt,
    string? TxId,
    IReadOnlyList<string> ReplacedTxIds,
    int? BlockHeight,
    int Confirmations,
    int ConfirmationsNeeded,
    int PayeesInBatch,
    string? WaitingReason);

/// <summary>Reads wallets for the people who own them.</summary>
public sealed class WalletReader(FaucetDatabase database, SettingsStore settingsStore, FeeBoard fees, TimeProvider time)
{
    private const int Lines = 20;
    private const int Withdrawals = 5;

    public async Task<WalletStatement?> FindAsync(WalletId id, CancellationToken cancellationToken)
    {
        await using var db = database.Open();

        // Once for all that follows: each query would open and close it again.
        await db.Database.OpenConnectionAsync(cancellationToken);
        if (await FactsAsync(db, id, cancellationToken) is not { } facts)
        {
            return null;
        }

        var (wallet, reported) = (facts.Wallet, facts.Reported);
        var settings = (await settingsStore.ReadAsync(db, facts.SettingsVersion, cancellationToken)).Settings;
        var outlook = await fees.ReadAsync(db, facts.FeeSampledAt, settings, cancellationToken);
        var newest = await TransfersAsync(db, id.Value, cancellationToken);
        var claims = await ClaimsAsync(db, newest, cancellationToken);
        var onHoldUntil = wallet.OnHoldUntil > time.GetUtcNow() ? wallet.OnHoldUntil : null;
        return new WalletStatement(
            id,
            wallet.Address,
            wallet.Balance,
            wallet.NextClaimAt,
            QuotePolicy.AutomaticFrom(outlook, settings),
            QuotePolicy.Quote(wallet.ScriptPubKey, wallet.Balance, PayoutSpeed.Batched, outlook, settings).Fee,
            onHoldUntil,
            settings.BatchAge,
            reported.IsFrozen ? [] : QuotesFor(wallet, onHoldUntil is not null, outlook, settings),
            [.. newest.Select(t => LineOf(t, id.Value, claims))],
            await WithdrawalsAsync(db, facts, settings, cancellationToken),
            wallet.BlockedReason,
            reported.Pause);
    }

    /// <summary>The wallet, and all there is only one of: in one query, because going to the database costs more than reading there.</summary>
    private static async Task<Facts?> FactsAsync(FaucetDbContext db, WalletId id, CancellationToken cancellationToken)
    {
        var row = await db.Wallets.AsNoTracking().Where(w => w.Id == id).Select(wallet => new
        {
            wallet,
            settingsVersion = db.SettingChanges.Max(c => (long?)c.Version),
            feeSampledAt = db.FeeSamples.Max(s => (DateTimeOffset?)s.At),
            height = db.NodeBindings.Max(b => (int?)b.Height),
            holdReason = db.WorkerLeases.Max(l => l.HoldReason),
            queueReason = db.WorkerLeases.Max(l => l.QueueReason),
            isFrozen = db.PayoutFreezes.Any(f => f.ResumedAt == null),
        }).SingleOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new Facts(row.wallet, row.settingsVersion ?? 0, row.feeSampledAt, row.height ?? 0, new Reported(row.holdReason, row.queueReason, row.isFrozen));
    }

    /// <summary>The newest first.</summary>
    private static async Task<List<LedgerTransfer>> TransfersAsync(FaucetDbContext db, long account, CancellationToken cancellationToken)
    {
        // Two indexed reads: a single one with OR would scan.
        var credits = db.LedgerTransfers.Where(t => t.Credit == account).OrderByDescending(t => t.Id).Take(Lines);
        var debits = db.LedgerTransfers.Where(t => t.Debit == account && t.Debit != SystemAccounts.Rewards).OrderByDescending(t => t.Id).Take(Lines);
        var transfers = await credits.Concat(debits).AsNoTracking().ToListAsync(cancellationToken);
        return [.. transfers.OrderByDescending(t => t.Id).Take(Lines)];
    }

    private static IReadOnlyList<PayoutQuote> QuotesFor(Wallet wallet, bool isOnHold, FeeOutlook outlook, FaucetSettings settings) =>
        wallet.OpenWithdrawalId is not null || wallet.BlockedReason is not null
            ? []
            : [.. QuotePolicy.Offered(wallet.Balance, isOnHold, outlook, settings)
                .Select(speed => QuotePolicy.Quote(wallet.ScriptPubKey, wallet.Balance, speed, outlook, settings))];

    private static async Task<Dictionary<string, Claim>> ClaimsAsync(
        FaucetDbContext db, IEnumerable<LedgerTransfer> transfers, CancellationToken cancellationToken)
    {
        var nonces = transfers.Where(t => t.Kind == TransferKind.Drip).Select(t => Convert.FromHexString(t.Reference)).ToArray();
        return nonces.Length == 0
            ? []
            : await db.Claims.AsNoTracking().Where(c => nonces.Contains(c.Nonce)).ToDictionaryAsync(c => Convert.ToHexStringLower(c.Nonce), cancellationToken);
    }

    private static StatementLine LineOf(LedgerTransfer transfer, long account, Dictionary<string, Claim> claims)
    {
        if (transfer.Kind != TransferKind.Drip || !claims.TryGetValue(transfer.Reference, out var claim))
        {
            return new StatementLine(transfer.At, transfer.Kind, transfer.Amount, transfer.Credit == account);
        }

        var (factors, onTrial) = ClaimFactors.Read(claim.Factors);
        return new StatementLine(transfer.At, transfer.Kind, transfer.Amount, true, new Drip(claim.Base, factors), onTrial);
    }

    private static async Task<IReadOnlyList<WithdrawalStatement>> WithdrawalsAsync(
        FaucetDbContext db, Facts facts, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var (id, reported) = (facts.Wallet.Id, facts.Reported);
        var rows = await (
            from withdrawal in db.Withdrawals.AsNoTracking()
            where withdrawal.WalletId == id
            orderby withdrawal.CreatedAt descending
            join item in db.BatchItems on withdrawal.Id equals item.WithdrawalId into items
            from item in items.DefaultIfEmpty()
            join batch in db.PayoutBatches on item.BatchId equals batch.Id into batches
            from batch in batches.DefaultIfEmpty()
            select new { withdrawal, batch, payees = db.BatchItems.Count(i => i.BatchId == batch.Id) }).Take(Withdrawals).ToListAsync(cancellationToken);
        var transactions = await TransactionsAsync(db, [.. rows.Where(row => row.batch is not null).Select(row => row.batch.Id)], cancellationToken);
        return
        [
            .. rows.Select(row =>
            {
                var attempts = row.batch is null ? [] : transactions[row.batch.Id].ToList();
                var transaction = attempts.LastOrDefault();
                var isSent = transaction is { FirstSentAt: not null } or { BlockHeight: not null };
                return new WithdrawalStatement(
                    row.withdrawal.Id,
                    row.withdrawal.Amount,
                    row.withdrawal.Fee,
                    row.withdrawal.IsAtOnce,
                    row.withdrawal.State,
                    row.withdrawal.CreatedAt,
                    row.withdrawal.BatchedAt,
                    transaction?.FirstSentAt,
                    row.withdrawal.FinalAt,
                    isSent ? transaction!.TxId.ToString() : null,
                    row.withdrawal.State == WithdrawalState.Final ? [] : [.. attempts.SkipLast(1).Where(t => t.FirstSentAt is not null).Select(t => t.TxId.ToString())],
                    transaction?.BlockHeight,
                    transaction?.BlockHeight is { } mined ? Math.Max(facts.Height - mined + 1, 1) : 0,
                    settings.PayoutConfirmations,
                    row.payees,
                    WaitingReason(row.withdrawal.State, isSent, row.batch?.WaitingReason, reported));
            }),
        ];
    }

    /// <summary>Each batch's transactions; the last is the one that a block holds, or else the newest that was sent.</summary>
    /// <remarks>A query of its own: within the one above, "the newest of each" reads and sorts the transactions of all batches.</remarks>
    private static async Task<ILookup<long, SentTransaction>> TransactionsAsync(FaucetDbContext db, List<long> batches, CancellationToken cancellationToken)
    {
        var transactions = batches.Count == 0 ? [] : await db.PayoutTransactions.AsNoTracking()
            .Where(t => batches.Contains(t.BatchId) && t.State != TransactionState.Void)
            .OrderBy(t => t.Sequence)
            .Select(t => new SentTransaction(t.BatchId, t.TxId, t.FirstSentAt, t.BlockHeight))
            .ToListAsync(cancellationToken);
        return transactions.OrderBy(t => t.BlockHeight is not null).ThenBy(t => t.FirstSentAt is not null).ToLookup(t => t.BatchId);
    }

    private sealed record SentTransaction(long BatchId, TxId TxId, DateTimeOffset? FirstSentAt, int? BlockHeight);

    /// <remarks>A freeze does not hold up what was sent.</remarks>
    private static string? WaitingReason(WithdrawalState state, bool isSent, string? batchReason, Reported reported) => state switch
    {
        WithdrawalState.Final or WithdrawalState.Cancelled => null,
        _ when reported.Pause is { } pause && !(isSent && reported.IsFrozen) => pause,
        WithdrawalState.Queued => reported.QueueReason,
        _ => batchReason,
    };

    /// <param name="Height">Of the chain, as the payout worker saw it last.</param>
    private sealed record Facts(Wallet Wallet, long SettingsVersion, DateTimeOffset? FeeSampledAt, int Height, Reported Reported);

    /// <summary>What the payout worker said last.</summary>
    private sealed record Reported(string? HoldReason, string? QueueReason, bool IsFrozen)
    {
        public string? Pause { get; } = IsFrozen ? PayoutFreezes.PauseText
            : HoldReason is not null ? "Payouts are paused while the bitcoin node can't be used. Nothing is lost: they go on by themselves."
            : null;
    }
}
