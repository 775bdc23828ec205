using System.Data;
using System.Data.Common;
using Faucet.Engine.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Faucet.Engine.Data.Postgres;

/// <summary>PostgreSQL's SQLSTATE codes (postgresql.org, appendix A).</summary>
internal sealed class PostgresDialect : DatabaseDialect
{
    public override bool IsUniqueViolation(DbException exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <remarks>
    /// An <see cref="NpgsqlException"/> without SQLSTATE is a lost connection or a time-out. "Feature not supported" is what a statement hears that was
    /// prepared before another process migrated its table: the driver prepares it anew the next time.
    /// </remarks>
    public override bool IsUnavailable(DbException exception) => exception is PostgresException postgres
        ? postgres.IsTransient || postgres.SqlState is
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.DiskFull or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.FeatureNotSupported
        : exception is NpgsqlException;

    /// <summary>Something to commit that changes nothing. Its commit waits for the disk, and so for all that was committed before it.</summary>
    /// <remarks>postgresql.org/docs/current/functions-admin.html, "Replication Management Functions". Who follows the log does not ask for such messages.</remarks>
    internal const string WriteNothing = "pg_logical_emit_message(true, 'faucet', '')";

    protected override string? Driver => "Npgsql";

    /// <remarks>PostgreSQL's repeatable read is a snapshot.</remarks>
    public override Task<IDbContextTransaction> BeginSnapshotAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    /// <remarks>postgresql.org/docs/current/functions-admin.html, "Snapshot Synchronization Functions".</remarks>
    internal override async Task<bool> BeginTwinSnapshotsAsync(FaucetDbContext first, FaucetDbContext second, CancellationToken cancellationToken)
    {
        await BeginSnapshotAsync(first, cancellationToken);
        var moment = await first.Database.SqlQuery<string>($"""SELECT pg_export_snapshot() AS "Value" """).SingleAsync(cancellationToken);
        await BeginSnapshotAsync(second, cancellationToken);
#pragma warning disable EF1002 // The server's own word; the statement takes no parameters.
        await second.Database.ExecuteSqlRawAsync($"SET TRANSACTION SNAPSHOT '{moment}'", cancellationToken);
#pragma warning restore EF1002
        return true;
    }

    public override async Task FlushAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlRawAsync($"SELECT {WriteNothing}", cancellationToken);

    internal override ClaimStore OpenClaimStore(DbConnection connection) => new PostgresClaimStore((NpgsqlConnection)connection);
}
