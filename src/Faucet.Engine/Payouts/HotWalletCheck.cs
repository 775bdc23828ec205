using System.Diagnostics;
using System.Globalization;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <param name="Expected">What the ledger, and what is not booked yet, says that the node's wallet holds; in satoshis.</param>
/// <param name="Held">In satoshis.</param>
/// <param name="IsCertain">False while a batch was sent and has no transaction in a block or the mempool: how a wallet counts its coins then is its own affair.</param>
public sealed record HotWalletComparison(long Expected, long Held, bool IsCertain)
{
    /// <summary>What the node's wallet holds above what it should, in satoshis.</summary>
    public long Difference => Held - Expected;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Held:N0} sat on the node, {Expected:N0} sat expected");
}

/// <summary>The one law that needs the node: what the ledger says of the HotWallet is what the node holds, to the satoshi.</summary>
public sealed class HotWalletCheck(FaucetDatabase database, IBitcoinNode node)
{
    private const int Attempts = 5;

    private static readonly TransactionState[] UnderWay = [TransactionState.Recorded, TransactionState.Prepared, TransactionState.Sent, TransactionState.Mined];

    private const string Law = "The node's wallet holds what the ledger says";

    public async Task<LawResult> CheckAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var found = await CompareAsync(cancellationToken);
        return new LawResult(Law, found.Difference == 0, found.ToString(), Stopwatch.GetElapsedTime(started));
    }

    /// <remarks>Ledger and node move between two looks: only a difference that stays is one.</remarks>
    public async Task<HotWalletComparison> CompareAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await CompareOnceAsync(cancellationToken);
            if (found.Difference == 0 || attempt == Attempts)
            {
                return found;
            }
        }
    }

    /// <summary>What the ledger says of the HotWallet, in satoshis; below zero only in a broken ledger.</summary>
    /// <remarks>The index of debits leaves out those of Rewards, one for each claim: a query must say that it does, too.</remarks>
    internal static Task<long> BookedAsync(FaucetDbContext db, CancellationToken cancellationToken) => db.Database.SqlQuery<long>(
        $"""
        SELECT CAST(COALESCE((SELECT SUM("Amount") FROM "LedgerTransfers" WHERE "Debit" = {SystemAccounts.HotWallet} AND "Debit" <> 3), 0)
            - COALESCE((SELECT SUM("Amount") FROM "LedgerTransfers" WHERE "Credit" = {SystemAccounts.HotWallet}), 0) AS BIGINT) AS "Value"
        """).SingleAsync(cancellationToken);

    private async Task<HotWalletComparison> CompareOnceAsync(CancellationToken cancellationToken)
    {
        string? cursor;
        await using (var db = database.Open())
        {
            cursor = await db.NodeBindings.Select(b => b.Cursor).SingleOrDefaultAsync(cancellationToken);
        }

        var changes = await HotWalletChanges.ListAsync(node, cursor, 1, cancellationToken);
        var (expected, underWay) = await ReadLedgerAsync(changes.Deposits, cancellationToken);
        var isCertain = true;
        foreach (var attempts in underWay.GroupBy(t => t.BatchId))
        {
            // The node counts what it knows: in a block or its mempool. What it has lost is sent again.
            var (counted, hidden) = (0, 0);
            foreach (var transaction in attempts)
            {
                var seen = await node.FindTransactionAsync(transaction.TxId, cancellationToken);
                if (seen is { Confirmations: >= 1 } or { Confirmations: 0, IsInMempool: true })
                {
                    expected -= (transaction.Paid + transaction.Fee).Satoshis;
                    counted++;
                }
                else if (seen is not null || transaction.State is TransactionState.Sent or TransactionState.Mined)
                {
                    hidden++;
                }
            }

            isCertain &= counted == 1 || hidden == 0;
        }

        var balance = await node.GetBalanceAsync(cancellationToken);
        return new HotWalletComparison(expected, (balance.Confirmed + balance.Unconfirmed).Satoshis, isCertain);
    }

    /// <summary>All of one moment: a payout that became final between two queries would be missing in both, or be in both.</summary>
    private async Task<(long Expected, IReadOnlyList<PayoutTransaction> UnderWay)> ReadLedgerAsync(
        IReadOnlyList<Deposit> deposits, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await using var moment = await database.Dialect.BeginSnapshotAsync(db, cancellationToken);
        var expected = await BookedAsync(db, cancellationToken);
        foreach (var deposit in deposits)
        {
            var reference = deposit.OutPoint.ToString();
            if (!await db.LedgerTransfers.AnyAsync(t => t.Kind == TransferKind.Deposit && t.Reference == reference, cancellationToken))
            {
                expected += deposit.Amount.Satoshis;
            }
        }

        // Recorded ones, too: a restored database does not know that it signed and sent them.
        var underWay = await db.PayoutTransactions.AsNoTracking().Where(t => UnderWay.Contains(t.State))
            .ToListAsync(cancellationToken);
        return (expected, underWay);
    }
}
