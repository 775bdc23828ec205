using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Faucet.Core.Ledger;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Ledger;

/// <summary>One law of the ledger, checked.</summary>
/// <param name="Figures">What was counted, for a person to judge.</param>
/// <param name="Took">With the reading of what no law before it had read.</param>
public sealed record LawResult(string Law, bool Holds, string Figures, TimeSpan Took);

/// <summary>Checks every invariant of the ledger. Tests and <c>ledger verify</c> both call this one.</summary>
/// <remarks>Each transfer and each claim is read once (<see cref="LedgerTotals"/>); what there is little of is asked in SQL (<see cref="LedgerLaw"/>).</remarks>
public sealed class LedgerVerifier(FaucetDatabase database)
{
    private const long DayMilliseconds = 86_400_000;

    public async Task<IReadOnlyList<LawResult>> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        db.Database.SetCommandTimeout(DatabasePatience.AtAShell);

        // All laws look at one moment, while claims go on.
        await using var snapshot = await database.Dialect.BeginSnapshotAsync(db, cancellationToken);
        var results = new List<LawResult>();
        var totals = new LedgerTotals();
        var started = Stopwatch.GetTimestamp();

        await ReadAsync("""SELECT "Id" FROM "LedgerAccounts" """, 1, row => totals.AddAccount(row[0]));
        await ReadAsync(
            """SELECT "Debit", "Credit", "Amount", CASE "Kind" WHEN 'Drip' THEN 1 ELSE 0 END AS "IsDrip" FROM "LedgerTransfers" """,
            4,
            row => totals.AddTransfer(row[0], row[1], row[2], row[3] == 1));
        Judge("Every transfer moves a positive amount between two accounts, so that all accounts sum to zero", totals.Transfers, "transfers", totals.BadTransfers);

        await ReadAsync("""SELECT "Id", "Balance" FROM "Wallets" """, 2, row => totals.AddWallet(row[0], row[1]));
        Judge("Each wallet's balance equals its transfers, and none is below zero", totals.Wallets, "wallets", totals.WrongBalances);

        await ReadAsync("""SELECT "WalletId", "Amount", "At" FROM "Claims" """, 3, row => totals.AddClaim(row[0], row[1], row[2] / DayMilliseconds));
        Judge("Each wallet was credited for its accepted claims and for nothing else", totals.Claims, "claims", totals.AccountsWithOtherDrips);

        await ReadAsync("""SELECT "Day", "Spent" FROM "OutflowDays" """, 2, row => totals.AddDay(row[0], row[1]));
        Judge("Each day's outflow equals its claims", totals.Days, "days", totals.DaysWithOtherClaims);

        var (underWay, owed) = (0L, 0L);
        await ReadAsync("""SELECT "Amount" FROM "Withdrawals" WHERE "State" NOT IN ('Final', 'Cancelled')""", 1, row => (underWay, owed) = (underWay + 1, checked(owed + row[0])));
        Judge("What is owed equals the withdrawals under way", underWay, "under way", owed == totals.BalanceOf(SystemAccounts.Owed) ? 0 : 1);

        var available = totals.BalanceOf(SystemAccounts.Owner) + totals.BalanceOf(SystemAccounts.Rewards) + totals.BalanceOf(SystemAccounts.NetworkFees);
        var counted = await ScalarAsync("""SELECT "Available" AS "Value" FROM "ClaimGates" """);
        Judge("What is left to give is what the owner put in, less drips and network fees", counted, "sat", counted == available ? 0 : 1);

        foreach (var law in LedgerLaw.All)
        {
            Judge(law.Law, await ScalarAsync(law.Count), law.Counted, await ScalarAsync(law.Violations));
        }

        return results;

        Task ReadAsync([StringSyntax("sql")] string sql, int columns, NumbersRead each) => database.Dialect.ReadNumbersAsync(db, sql, columns, each, cancellationToken);

        Task<long> ScalarAsync(string sql) => db.Database.SqlQueryRaw<long>(sql).SingleAsync(cancellationToken);

        void Judge(string law, long count, string counted, long wrong)
        {
            results.Add(new LawResult(law, wrong == 0, string.Create(CultureInfo.InvariantCulture, $"{count:N0} {counted}, {wrong:N0} wrong"), Stopwatch.GetElapsedTime(started)));
            started = Stopwatch.GetTimestamp();
        }
    }
}
