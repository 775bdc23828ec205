using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>Makes every connection durable: a commit that was acknowledged survives a power cut.</summary>
internal sealed class SqliteConnectionSettings : DbConnectionInterceptor
{
    // A larger write-ahead log between checkpoints writes far less per claim.
    private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=20000;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
