using System.Diagnostics.CodeAnalysis;

namespace Faucet.Engine.Ledger;

/// <summary>One invariant of the ledger, as SQL that every database understands.</summary>
/// <param name="Count">What is checked, as a number of rows.</param>
/// <param name="Violations">How many of them break the law: 0 is the only good answer.</param>
internal sealed record LedgerLaw(string Law, string Counted, [StringSyntax("sql")] string Count, [StringSyntax("sql")] string Violations)
{
    /// <summary>All of them. What a law can't say in portable SQL (hashes, node) is checked where it belongs.</summary>
    public static IReadOnlyList<LedgerLaw> All { get; } =
    [
        new(
            "Every transfer moves a positive amount between two accounts, so that all accounts sum to zero",
            "transfers",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "LedgerTransfers" """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "LedgerTransfers" t
            WHERE t."Amount" <= 0 OR t."Debit" = t."Credit"
               OR NOT EXISTS (SELECT 1 FROM "LedgerAccounts" a WHERE a."Id" = t."Debit")
               OR NOT EXISTS (SELECT 1 FROM "LedgerAccounts" a WHERE a."Id" = t."Credit")
            """),
        new(
            "Each wallet's balance equals its transfers, and none is below zero",
            "wallets",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Wallets" """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Wallets" w LEFT JOIN (
                SELECT s."Account", SUM(s."Amount") AS "Balance" FROM (
                    SELECT "Credit" AS "Account", "Amount" FROM "LedgerTransfers"
                    UNION ALL SELECT "Debit", -"Amount" FROM "LedgerTransfers") s
                GROUP BY s."Account") b ON b."Account" = w."Id"
            WHERE w."Balance" <> COALESCE(b."Balance", 0) OR w."Balance" < 0
            """),
        new(
            "Each wallet was credited for its accepted claims and for nothing else",
            "claims",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Claims" """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT s."Wallet" FROM (
                    SELECT "WalletId" AS "Wallet", 1 AS "Claims", "Amount" FROM "Claims"
                    UNION ALL SELECT "Credit", -1, -"Amount" FROM "LedgerTransfers" WHERE "Kind" = 'Drip') s
                GROUP BY s."Wallet" HAVING SUM(s."Claims") <> 0 OR SUM(s."Amount") <> 0) v
            """),
        new(
            "Each day's outflow equals its claims",
            "days",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "OutflowDays" """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT s."Day" FROM (
                    SELECT "At" / 86400000 AS "Day", "Amount" FROM "Claims"
                    UNION ALL SELECT "Day", -"Spent" FROM "OutflowDays") s
                GROUP BY s."Day" HAVING SUM(s."Amount") <> 0) v
            """),
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
            "What is owed equals the withdrawals under way",
            "under way",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "Withdrawals" WHERE "State" <> 'Final' """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM (
                SELECT SUM(s."Amount") AS "Difference" FROM (
                    SELECT "Amount" FROM "Withdrawals" WHERE "State" <> 'Final'
                    UNION ALL SELECT -"Amount" FROM "LedgerTransfers" WHERE "Credit" = 1
                    UNION ALL SELECT "Amount" FROM "LedgerTransfers" WHERE "Debit" = 1) s) v
            WHERE v."Difference" <> 0
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
            WHERE (w."State" = 'Queued' AND i."BatchId" IS NOT NULL) OR (w."State" <> 'Queued' AND i."BatchId" IS NULL)
            """),
        new(
            "Each transaction pays exactly its batch: inputs = payouts + change + fee",
            "transactions",
            """SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "PayoutTransactions" WHERE "State" <> 'Void' """,
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS "Value" FROM "PayoutTransactions" t
            WHERE t."State" <> 'Void' AND (
                t."Paid" <> (SELECT COALESCE(SUM(w."Amount"), 0) FROM "Withdrawals" w
                             JOIN "BatchItems" i ON i."WithdrawalId" = w."Id" WHERE i."BatchId" = t."BatchId")
                OR t."Paid" + t."Change" + t."Fee" <>
                   (SELECT COALESCE(SUM(r."Amount"), 0) FROM "OutpointReservations" r WHERE r."BatchId" = t."BatchId"))
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
}
