using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Faucet.Engine.Claims;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Faucet.Engine.Data;

/// <summary>Takes some rows of whole numbers, one after the other; they are gone afterwards.</summary>
internal delegate void NumbersRead(ReadOnlySpan<long> rows);

/// <summary>What one database says differently from the others.</summary>
public abstract class DatabaseDialect
{
    /// <summary>How many rows come at a time: they fit into the processor's nearest memory.</summary>
    protected const int RowsAtATime = 256;

    /// <summary>A unique key is taken: somebody else did the same first.</summary>
    public abstract bool IsUniqueViolation(DbException exception);

    /// <summary>Locked, deadlocked, full or out of reach: nothing was written, and trying again later is right.</summary>
    public abstract bool IsUnavailable(DbException exception);

    /// <summary>Begins a transaction that only reads, all of one moment, and holds up no writer.</summary>
    public abstract Task<IDbContextTransaction> BeginSnapshotAsync(FaucetDbContext db, CancellationToken cancellationToken);

    /// <summary>Begins in two contexts what <see cref="BeginSnapshotAsync"/> begins in one, both of the same moment, so that two processors may read.</summary>
    /// <returns>False where that can't be had: then only the first has begun.</returns>
    internal virtual async Task<bool> BeginTwinSnapshotsAsync(FaucetDbContext first, FaucetDbContext second, CancellationToken cancellationToken)
    {
        await BeginSnapshotAsync(first, cancellationToken);
        return false;
    }

    /// <summary>Reads whole numbers, some rows at a time, in the context's own transaction; millions of rows take seconds and no memory.</summary>
    internal virtual async Task ReadNumbersAsync(
        FaucetDbContext db, [StringSyntax("sql")] string sql, int columns, NumbersRead each, CancellationToken cancellationToken)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = db.Database.GetCommandTimeout() ?? command.CommandTimeout;
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        // A driver may refuse to read a 32-bit column as 64 bits.
        var isInt32 = Enumerable.Range(0, columns).Select(column => reader.GetFieldType(column) == typeof(int)).ToArray();
        var rows = new long[columns * RowsAtATime];
        var read = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            for (var column = 0; column < columns; column++)
            {
                rows[read++] = isInt32[column] ? reader.GetInt32(column) : reader.GetInt64(column);
            }

            if (read == rows.Length)
            {
                each(rows);
                read = 0;
            }
        }

        each(rows.AsSpan(0, read));
    }

    /// <summary>The statements of the claim writer, on an open connection that stays the caller's.</summary>
    internal abstract ClaimStore OpenClaimStore(DbConnection connection);

    /// <summary>Waits until all that can be read now is durable: groups of claims are committed before they are.</summary>
    public virtual Task FlushAsync(FaucetDbContext db, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Run before migrations are applied.</summary>
    public virtual Task BeforeMigrationAsync(FaucetDbContext db, CancellationToken cancellationToken) => Task.CompletedTask;

    public bool IsUniqueViolation(Exception exception) => Find(exception) is { } found && IsUniqueViolation(found);

    public bool IsUnavailable(Exception exception) => IsConnectionLost(exception) || (Find(exception) is { } found && IsUnavailable(found));

    /// <summary>What went wrong in the database, in its driver's words: what is wrapped around it says less.</summary>
    public static string ReasonOf(Exception exception) => (Find(exception) ?? exception).Message;

    /// <summary>The driver's assembly, where it reports a lost connection as a misuse.</summary>
    protected virtual string? Driver => null;

    /// <summary>A connection that broke between two commands, or a pool that ran dry: for the driver the next command is an invalid operation.</summary>
    private bool IsConnectionLost(Exception exception) => exception is InvalidOperationException { Source: { } source } && source == Driver;

    private static DbException? Find(Exception? exception) => exception switch
    {
        DbException found => found,
        DbUpdateException or InvalidOperationException => Find(exception.InnerException),
        _ => null,
    };
}
