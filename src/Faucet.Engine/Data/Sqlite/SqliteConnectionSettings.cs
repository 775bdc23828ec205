using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>Makes every connection durable: a commit that was acknowledged survives a power cut.</summary>
internal sealed class SqliteConnectionSettings : DbConnectionInterceptor
{
    // Most of what a claim writes are pages of which it changes a few bytes, so they are small (of a new file: it can't be changed later).
    // A larger write-ahead log between checkpoints writes far less per claim. Who finds the database locked looks again after a millisecond, then
    // after a few: the driver, which has the last word on how long, sleeps for 150 each time.
    private const string Pragmas =
        "PRAGMA page_size=2048; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=40000; PRAGMA busy_timeout=250;";

    private static readonly object Done = new();

    /// <summary>The driver keeps connections open behind those that it closes: what was said to one once, it still knows.</summary>
    private readonly ConditionalWeakTable<sqlite3, object> told = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var handle = ((SqliteConnection)connection).Handle ?? throw new InvalidOperationException("The connection is closed.");
        if (told.TryGetValue(handle, out _))
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
        told.AddOrUpdate(handle, Done);
    }

    // SQLite has nothing to wait for.
    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
