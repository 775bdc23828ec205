using System.Diagnostics;
using System.Globalization;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Ledger;

/// <summary>One law of the ledger, checked.</summary>
/// <param name="Figures">What was counted, for a person to judge.</param>
public sealed record LawResult(string Law, bool Holds, string Figures, TimeSpan Took);

/// <summary>Checks every invariant of the ledger. Tests and <c>ledger verify</c> both call this one.</summary>
public sealed class LedgerVerifier(FaucetDatabase database)
{
    public async Task<IReadOnlyList<LawResult>> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        db.Database.SetCommandTimeout(DatabasePatience.AtAShell);

        // All laws look at one moment, while claims go on.
        await using var snapshot = await database.Dialect.BeginSnapshotAsync(db, cancellationToken);
        var results = new List<LawResult>();
        foreach (var law in LedgerLaw.All)
        {
            var started = Stopwatch.GetTimestamp();
            var count = await ScalarAsync(law.Count);
            var violations = await ScalarAsync(law.Violations);
            results.Add(new LawResult(
                law.Law,
                violations == 0,
                string.Create(CultureInfo.InvariantCulture, $"{count:N0} {law.Counted}, {violations:N0} wrong"),
                Stopwatch.GetElapsedTime(started)));
        }

        return results;

        Task<long> ScalarAsync(string sql) => db.Database.SqlQueryRaw<long>(sql).SingleAsync(cancellationToken);
    }
}
