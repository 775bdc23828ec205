using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Faucet.Core.Ledger;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Ledger;

/// <summary>One law of the ledger, checked.</summary>
/// <param name="Figures">What was counted, for a person to judge.</param>
/// <param name="Took">With the reading of what no law before it had read; two of them may be read at once.</param>
public sealed record LawResult(string Law, bool Holds, string Figures, TimeSpan Took)
{
    /// <param name="wrong">How many of those that were counted break the law.</param>
    internal static LawResult Of(string law, long count, string counted, long wrong, TimeSpan took) =>
        new(law, wrong == 0, string.Create(CultureInfo.InvariantCulture, $"{count:N0} {counted}, {wrong:N0} wrong"), took);
}

/// <summary>Checks every invariant of the ledger. Tests and <c>ledger verify</c> both call this one.</summary>
/// <remarks>Each transfer and each claim is read once (<see cref="LedgerTotals"/>); what there is little of is asked in SQL (<see cref="LedgerLaw"/>).</remarks>
public sealed class LedgerVerifier(FaucetDatabase database)
{
    public async Task<IReadOnlyList<LawResult>> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var db = Open();
        await using var second = Open();

        // All laws look at one moment, while claims go on.
        var twins = await database.Dialect.BeginTwinSnapshotsAsync(db, second, cancellationToken);
        var totals = new LedgerTotals();
        var results = new List<LawResult>();
        var accounts = await ReadAsync(db, """SELECT "Id" FROM "LedgerAccounts" """, 1, totals.AddAccounts);
        var (transfers, wallets, claims) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        IReadOnlyList<LawResult> withdrawals = [];
        if (twins)
        {
            await Task.WhenAll(Task.Run(ReadTransfersAsync, cancellationToken), Task.Run(() => ReadClaimsAsync(second), cancellationToken));
        }
        else
        {
            await ReadTransfersAsync();
            await ReadClaimsAsync(db);
        }

        Judge("Every transfer moves a positive amount between two accounts, so that all accounts sum to zero", totals.Transfers, "transfers", totals.BadTransfers, accounts + transfers);
        Judge("Each wallet's balance equals its transfers, and none is below zero", totals.Wallets, "wallets", totals.WrongBalances, wallets);
        Judge("Each wallet was credited for its accepted claims and for nothing else", totals.Claims, "claims", totals.AccountsWithOtherDrips, claims);
        var days = await ReadAsync(db, """SELECT "Day", "Spent" FROM "OutflowDays" """, 2, totals.AddDays);
        Judge("Each day's outflow equals its claims", totals.Days, "days", totals.DaysWithOtherClaims, days);

        var (underWay, owed) = (0L, 0L);
        var queue = await ReadAsync(db, """SELECT "Amount" FROM "Withdrawals" WHERE "State" NOT IN ('Final', 'Cancelled')""", 1, rows =>
        {
            underWay += rows.Length;
            foreach (var amount in rows)
            {
                owed = checked(owed + amount);
            }
        });
        Judge("What is owed equals the withdrawals under way", underWay, "under way", owed == totals.BalanceOf(SystemAccounts.Owed) ? 0 : 1, queue);

        var available = totals.BalanceOf(SystemAccounts.Owner) + totals.BalanceOf(SystemAccounts.Rewards) + totals.BalanceOf(SystemAccounts.NetworkFees);
        var counted = 0L;
        var gate = await ReadAsync(db, """SELECT "Available" FROM "ClaimGates" """, 1, rows => counted = rows.IsEmpty ? counted : rows[0]);
        Judge("What is left to give is what the owner put in, less drips and network fees", counted, "sat", counted == available ? 0 : 1, gate);
        return [.. results, .. withdrawals];

        async Task ReadTransfersAsync()
        {
            transfers = await ReadAsync(
                db,
                """SELECT "Debit", "Credit", "Amount", CASE "Kind" WHEN 'Drip' THEN 1 ELSE 0 END AS "IsDrip" FROM "LedgerTransfers" """,
                4,
                totals.AddTransfers);
            wallets = await ReadAsync(db, """SELECT "Id", "Balance" FROM "Wallets" """, 2, totals.AddWallets);
        }

        async Task ReadClaimsAsync(FaucetDbContext reader)
        {
            claims = await ReadAsync(reader, """SELECT "WalletId", "Amount", "At" / 86400000 AS "Day" FROM "Claims" """, 3, totals.AddClaims);
            withdrawals = await LedgerLaw.CheckAllAsync(reader, cancellationToken);
        }

        async Task<TimeSpan> ReadAsync(FaucetDbContext reader, [StringSyntax("sql")] string sql, int columns, NumbersRead each)
        {
            var begun = Stopwatch.GetTimestamp();
            await database.Dialect.ReadNumbersAsync(reader, sql, columns, each, cancellationToken);
            return Stopwatch.GetElapsedTime(begun);
        }

        void Judge(string law, long count, string counted, long wrong, TimeSpan took) => results.Add(LawResult.Of(law, count, counted, wrong, took));
    }

    private FaucetDbContext Open()
    {
        var db = database.Open();
        db.Database.SetCommandTimeout(DatabasePatience.AtAShell);
        return db;
    }
}
