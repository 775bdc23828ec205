using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Ledger;

/// <summary>One invariant of withdrawals and their transactions, as SQL that every database understands.</summary>
/// <param name="Count">What is checked, as a number of rows.</param>
/// <param name="Violations">How many of them break the law: 0 is the only good answer.</param>
internal sealed record LedgerLaw(string Law, string Counted, [StringSyntax("sql")] string Count, [StringSyntax("sql")] string Violations)
{
    /// <summary>The laws of accounts, wallets and claims are <see cref="LedgerVerifier"/>'s; the one that asks the node is <see cref="Payouts.HotWalletCheck"/>'s.</summary>
    public static IReadOnlyList<LedgerLaw> All { get; } =
    [
        new(
            "Each withdrawal was debited once, by its amount",
            "withdrawals",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Withdrawals" """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT s."Wallet" FROM (
                    SELECT "WalletId" AS "Wallet", 1 AS "Withdrawals", "Amount" FROM "Withdrawals"
                    UNION ALL SELECT "Debit", -1, -"Amount" FROM "LedgerTransfers" WHERE "Kind" = 'Withdrawal') s
                GROUP BY s."Wallet" HAVING SUM(s."Withdrawals") <> 0 OR SUM(s."Amount") <> 0) v
            """),
        new(
            "Each withdrawal's fee was charged once, as it was quoted, and what was cancelled came back whole",
            "charged or cancelled",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Withdrawals" WHERE "Fee" > 0 OR "State" = 'Cancelled' """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT s."Wallet" FROM (
                    SELECT "WalletId" AS "Wallet", "Fee" AS "Charged", CASE WHEN "State" = 'Cancelled' THEN "Amount" + "Fee" ELSE 0 END AS "Returned" FROM "Withdrawals"
                    UNION ALL SELECT "Debit", -"Amount", 0 FROM "LedgerTransfers" WHERE "Kind" = 'WithdrawalFee'
                    UNION ALL SELECT "Credit", 0, -"Amount" FROM "LedgerTransfers" WHERE "Kind" = 'Cancellation'
                    UNION ALL SELECT "Credit", 0, -"Amount" FROM "LedgerTransfers" WHERE "Kind" = 'FeeReturn') s
                GROUP BY s."Wallet" HAVING SUM(s."Charged") <> 0 OR SUM(s."Returned") <> 0) v
            """),
        new(
            "Exactly the final withdrawals are booked as paid, by their amount",
            "final",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Withdrawals" WHERE "State" = 'Final' """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT SUM(s."Paid") AS "Paid", SUM(s."Amount") AS "Amount" FROM (
                    SELECT 1 AS "Paid", "Amount" FROM "Withdrawals" WHERE "State" = 'Final'
                    UNION ALL SELECT -1, -"Amount" FROM "LedgerTransfers" WHERE "Kind" = 'Payout') s) v
            WHERE v."Paid" <> 0 OR v."Amount" <> 0
            """),
        new(
            "Each withdrawal that left the queue is in one batch, and no other is",
            "in batches",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "BatchItems" """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Withdrawals" w LEFT JOIN "BatchItems" i ON i."WithdrawalId" = w."Id"
            WHERE (w."State" IN ('Queued', 'Cancelled') AND i."BatchId" IS NOT NULL) OR (w."State" NOT IN ('Queued', 'Cancelled') AND i."BatchId" IS NULL)
            """),
        new(
            "Each transaction pays exactly its batch: inputs = payouts + change + fee",
            "transactions",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "PayoutTransactions" WHERE "State" <> 'Void' """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT t."BatchId", t."Sequence", t."State", t."Paid", t."Paid" + t."Change" + t."Fee" + COALESCE(k."Elsewhere", 0) AS "Spent",
                    (SELECT COALESCE(SUM(w."Amount"), 0) FROM "Withdrawals" w
                     JOIN "BatchItems" i ON i."WithdrawalId" = w."Id" WHERE i."BatchId" = t."BatchId") AS "Due",
                    (SELECT COALESCE(SUM(r."Amount"), 0) FROM "OutpointReservations" r WHERE r."BatchId" = t."BatchId") AS "Coins",
                    (SELECT COUNT(*) FROM "OutpointReservations" r WHERE r."BatchId" = t."BatchId" AND CAST(r."IsAnchor" AS INTEGER) = 1) AS "Anchors",
                    (SELECT COUNT(*) FROM "PayoutBatches" b WHERE b."Id" = t."BatchId" AND b."Cancels" IS NOT NULL) AS "Cancels"
                FROM "PayoutTransactions" t LEFT JOIN "KnownSpends" k ON k."TxId" = t."TxId" WHERE t."State" <> 'Void') v
            WHERE v."Paid" <> v."Due" OR (v."State" <> 'Superseded' AND v."Cancels" = 0 AND (v."Spent" > v."Coins" OR (v."Spent" <> v."Coins" AND v."Anchors" = 0 AND NOT EXISTS (
                SELECT 1 FROM "PayoutTransactions" n
                WHERE n."BatchId" = v."BatchId" AND n."Sequence" > v."Sequence" AND n."State" NOT IN ('Void', 'Superseded')))))
            """),
        new(
            "Each final transaction's fee is booked once, to the satoshi",
            "fees",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "LedgerTransfers" WHERE "Kind" = 'NetworkFee' """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT s."TxId" FROM (
                    SELECT "TxId", "Fee" FROM "PayoutTransactions" WHERE "State" = 'Final'
                    UNION ALL SELECT "Reference", -"Amount" FROM "LedgerTransfers" WHERE "Kind" = 'NetworkFee') s
                GROUP BY s."TxId" HAVING SUM(s."Fee") <> 0) v
            """),
    ];

    /// <summary>In the context's own transaction.</summary>
    public static async Task<IReadOnlyList<LawResult>> CheckAllAsync(FaucetDbContext db, CancellationToken cancellationToken)
    {
        var results = new List<LawResult>();
        foreach (var law in All)
        {
            var started = Stopwatch.GetTimestamp();
            var (count, wrong) = (await NumberAsync(law.Count), await NumberAsync(law.Violations));
            results.Add(LawResult.Of(law.Law, count, law.Counted, wrong, Stopwatch.GetElapsedTime(started)));
        }

        return results;

        Task<long> NumberAsync(string sql) => db.Database.SqlQueryRaw<long>(sql).SingleAsync(cancellationToken);
    }
}
