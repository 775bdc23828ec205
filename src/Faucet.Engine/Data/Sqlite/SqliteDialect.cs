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
        Span<long> row = stackalloc long[columns];
        while (statement.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var column = 0; column < columns; column++)
            {
                row[column] = statement.Int64(column);
            }

            each(row);
        }

        return Task.CompletedTask;
    }

    internal override ClaimStore OpenClaimStore(DbConnection connection) => new SqliteClaimStore((SqliteConnection)connection);
}
