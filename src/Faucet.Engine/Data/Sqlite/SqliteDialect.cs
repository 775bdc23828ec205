using System.Data.Common;
using Faucet.Engine.Claims;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>SQLite's result codes (sqlite.org/rescode.html).</summary>
internal sealed class SqliteDialect : DatabaseDialect
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintUnique = 2067;

    /// <summary>Between two commits there is time for a hundred of them.</summary>
    private const int TwinAttempts = 1_000;

    public override bool IsUniqueViolation(DbException exception) =>
        exception is SqliteException { SqliteExtendedErrorCode: ConstraintPrimaryKey or ConstraintUnique };

    public override bool IsUnavailable(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: Busy or Locked or IoError or Full or CannotOpen };

    /// <remarks>Deferred: EF Core's own call would take the write lock.</remarks>
    public override async Task<IDbContextTransaction> BeginSnapshotAsync(FaucetDbContext db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return await db.Database.UseTransactionAsync(transaction, cancellationToken)
            ?? throw new InvalidOperationException("The connection has no transaction.");
    }

    /// <remarks>
    /// Two readers that begin one after the other see the same moment if nobody has committed in between, and a connection can tell
    /// (sqlite.org/pragma.html#pragma_data_version). Nobody is locked out for it.
    /// </remarks>
    internal override async Task<bool> BeginTwinSnapshotsAsync(FaucetDbContext first, FaucetDbContext second, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt < TwinAttempts; attempt++)
        {
            await second.Database.OpenConnectionAsync(cancellationToken);
            var before = await DataVersionAsync(second);
            var snapshot = await BeginSnapshotAsync(first, cancellationToken);
            await DataVersionAsync(first);
            var twin = await BeginSnapshotAsync(second, cancellationToken);
            if (await DataVersionAsync(second) == before)
            {
                return true;
            }

            await twin.RollbackAsync(cancellationToken);
            await snapshot.RollbackAsync(cancellationToken);
        }

        await BeginSnapshotAsync(first, cancellationToken);
        return false;

        // Reading it begins the snapshot of a transaction that has read nothing yet.
        Task<long> DataVersionAsync(FaucetDbContext db) =>
            db.Database.SqlQuery<long>($"SELECT data_version AS Value FROM pragma_data_version").SingleAsync(cancellationToken);
    }

    /// <summary>EF Core's migration lock is a row: a process that was killed while migrating leaves it behind and the next start would wait for ever.</summary>
    public override async Task BeforeMigrationAsync(FaucetDbContext db, CancellationToken cancellationToken)
    {
        var exists = await db.Database
            .SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(cancellationToken);
        if (exists > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"DELETE FROM __EFMigrationsLock WHERE Timestamp < datetime('now', '-10 minutes')", cancellationToken);
        }
    }

    internal override Task ReadNumbersAsync(FaucetDbContext db, string sql, int columns, NumbersRead each, CancellationToken cancellationToken)
    {
        using var statement = new SqliteStatement((SqliteConnection)db.Database.GetDbConnection(), sql);
        Span<long> rows = stackalloc long[columns * RowsAtATime];
        var read = 0;
        while (statement.Step())
        {
            for (var column = 0; column < columns; column++)
            {
                rows[read++] = statement.Int64(column);
            }

            if (read == rows.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                each(rows);
                read = 0;
            }
        }

        each(rows[..read]);
        return Task.CompletedTask;
    }

    internal override ClaimStore OpenClaimStore(DbConnection connection) => new SqliteClaimStore((SqliteConnection)connection);
}
