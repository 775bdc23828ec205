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
    private readonly WalletQueries queries = new();

    public async Task<WalletStatement?> FindAsync(WalletId id, CancellationToken cancellationToken)
    {
        await using var db = database.Open();

        // Once for all that follows: each query would open and close it again.
        await db.Database.OpenConnectionAsync(cancellationToken);
        if (await queries.Facts(db, id, cancellationToken) is not { } facts)
        {
            return null;
        }

        var wallet = facts.Wallet;
        var settings = (await settingsStore.ReadAsync(db, facts.SettingsVersion ?? 0, cancellationToken)).Settings;
        var outlook = await fees.ReadAsync(db, facts.FeeSampledAt, settings, cancellationToken);
        var newest = await queries.TransfersAsync(db, id, cancellationToken);
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
            facts.IsFrozen ? [] : QuotesFor(wallet, onHoldUntil is not null, outlook, settings),
            [.. newest.Select(t => LineOf(t, id.Value, claims))],
            facts.HasWithdrawals ? await WithdrawalsAsync(db, facts, settings, cancellationToken) : [],
            wallet.BlockedReason,
            facts.Pause);
    }

    private static IReadOnlyList<PayoutQuote> QuotesFor(Wallet wallet, bool isOnHold, FeeOutlook outlook, FaucetSettings settings) =>
        wallet.OpenWithdrawalId is not null || wallet.BlockedReason is not null
            ? []
            : [.. QuotePolicy.Offered(wallet.Balance, isOnHold, outlook, settings)
                .Select(speed => QuotePolicy.Quote(wallet.ScriptPubKey, wallet.Balance, speed, outlook, settings))];

    private async Task<Dictionary<string, Claim>> ClaimsAsync(FaucetDbContext db, IEnumerable<LedgerTransfer> transfers, CancellationToken cancellationToken)
    {
        var nonces = transfers.Where(t => t.Kind == TransferKind.Drip).Select(t => Convert.FromHexString(t.Reference)).ToArray();
        return nonces.Length == 0 ? [] : (await queries.ClaimsAsync(db, nonces, cancellationToken)).ToDictionary(c => Convert.ToHexStringLower(c.Nonce));
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

    private async Task<IReadOnlyList<WithdrawalStatement>> WithdrawalsAsync(
        FaucetDbContext db, WalletFacts facts, FaucetSettings settings, CancellationToken cancellationToken)
    {
        var rows = await queries.WithdrawalsAsync(db, facts.Wallet.Id, cancellationToken);
        return [.. rows.GroupBy(row => row.Withdrawal.Id).Select(rowsOfOne => StatementOf([.. rowsOfOne], facts, settings))];
    }

    /// <param name="rows">Of one withdrawal.</param>
    private static WithdrawalStatement StatementOf(IReadOnlyList<WithdrawalRow> rows, WalletFacts facts, FaucetSettings settings)
    {
        var (withdrawal, batch, payees, _) = rows[0];

        // The last is the one that a block holds, or else the newest that was sent.
        var attempts = rows.Select(row => row.Transaction).OfType<SentTransaction>().OrderBy(t => t.BlockHeight is not null).ThenBy(t => t.FirstSentAt is not null).ToList();
        var transaction = attempts.LastOrDefault();
        var isSent = transaction is { FirstSentAt: not null } or { BlockHeight: not null };
        return new WithdrawalStatement(
            withdrawal.Id,
            withdrawal.Amount,
            withdrawal.Fee,
            withdrawal.IsAtOnce,
            withdrawal.State,
            withdrawal.CreatedAt,
            withdrawal.BatchedAt,
            transaction?.FirstSentAt,
            withdrawal.FinalAt,
            isSent ? transaction!.TxId.ToString() : null,
            withdrawal.State == WithdrawalState.Final ? [] : [.. attempts.SkipLast(1).Where(t => t.FirstSentAt is not null).Select(t => t.TxId.ToString())],
            transaction?.BlockHeight,
            transaction?.BlockHeight is { } mined ? Math.Max((facts.Height ?? 0) - mined + 1, 1) : 0,
            settings.PayoutConfirmations,
            payees,
            WaitingReason(withdrawal.State, isSent, batch?.WaitingReason, facts));
    }

    /// <remarks>A freeze does not hold up what was sent.</remarks>
    private static string? WaitingReason(WithdrawalState state, bool isSent, string? batchReason, WalletFacts facts) => state switch
    {
        WithdrawalState.Final or WithdrawalState.Cancelled => null,
        _ when facts.Pause is { } pause && !(isSent && facts.IsFrozen) => pause,
        WithdrawalState.Queued => facts.QueueReason,
        _ => batchReason,
    };
}
