using System.Diagnostics;
using System.Globalization;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>The one law that needs the node: what the ledger says of the HotWallet is what the node holds, to the satoshi.</summary>
public sealed class HotWalletCheck(FaucetDatabase database, IBitcoinNode node)
{
    private const int Attempts = 5;
    private const string Law = "The node's wallet holds what the ledger says";

    /// <remarks>Ledger and node move between two looks: only a difference that stays is one.</remarks>
    public async Task<LawResult> CheckAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var (expected, held) = await CompareAsync(cancellationToken);
            if (expected == held || attempt == Attempts)
            {
                return new LawResult(
                    Law, expected == held, string.Create(CultureInfo.InvariantCulture, $"{held:N0} sat on the node, {expected:N0} sat expected"), Stopwatch.GetElapsedTime(started));
            }
        }
    }

    /// <summary>What the ledger says of the HotWallet, in satoshis; below zero only in a broken ledger.</summary>
    internal static Task<long> BookedAsync(FaucetDbContext db, CancellationToken cancellationToken) => db.Database.SqlQuery<long>(
        $"""
        SELECT CAST(COALESCE(SUM(CASE WHEN "Debit" = {SystemAccounts.HotWallet} THEN "Amount" ELSE -"Amount" END), 0) AS BIGINT) AS "Value"
        FROM "LedgerTransfers" WHERE "Debit" = {SystemAccounts.HotWallet} OR "Credit" = {SystemAccounts.HotWallet}
        """).SingleAsync(cancellationToken);

    private async Task<(long Expected, long Held)> CompareAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var booked = await BookedAsync(db, cancellationToken);
        var cursor = await db.NodeBindings.Select(b => b.Cursor).SingleOrDefaultAsync(cancellationToken);
        var changes = await HotWalletChanges.ListAsync(node, cursor, 1, cancellationToken);
        foreach (var deposit in changes.Deposits)
        {
            var reference = deposit.OutPoint.ToString();
            if (!await db.LedgerTransfers.AnyAsync(t => t.Kind == TransferKind.Deposit && t.Reference == reference, cancellationToken))
            {
                booked += deposit.Amount.Satoshis;
            }
        }

        var underWay = await db.PayoutTransactions.AsNoTracking()
            .Where(t => t.State == TransactionState.Prepared || t.State == TransactionState.Sent || t.State == TransactionState.Mined)
            .ToListAsync(cancellationToken);
        foreach (var transaction in underWay)
        {
            // The node counts what it knows: in a block or its mempool. What it has lost is sent again.
            if (await node.FindTransactionAsync(transaction.TxId, cancellationToken) is { Confirmations: >= 1 } or { Confirmations: 0, IsInMempool: true })
            {
                booked -= (transaction.Paid + transaction.Fee).Satoshis;
            }
        }

        var balance = await node.GetBalanceAsync(cancellationToken);
        return (booked, (balance.Confirmed + balance.Unconfirmed).Satoshis);
    }
}
