using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>Moves the write-ahead log into the database beside the claims, instead of in the midst of one group's commit (sqlite.org/wal.html).</summary>
/// <remarks>
/// SQLite does it in the commit that makes the log too long: everybody in the next groups waits while thousands of pages are written. A connection of its
/// own moves them while claims go on, but the log begins anew only when nothing is left in it: what came meanwhile is little, and the writer moves it itself.
/// Should any of this fail, SQLite's own rule still holds.
/// </remarks>
/// <param name="length">Pages of the log from which on they are moved: by default half of what SQLite's own rule allows.</param>
internal sealed class SqliteCheckpoints(SqliteConnection writer, int length = 20_000)
{
    private long pages;
    private Task? beside;

    /// <summary>To be called after each commit of the writer.</summary>
    public void Follow()
    {
        raw.sqlite3_db_status(writer.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1);
        pages += written;
        if (beside is null)
        {
            beside = pages >= length ? Task.Run(MoveBeside) : null;
        }
        else if (beside.IsCompleted)
        {
            (beside, pages) = (null, 0);
            Move(writer);
        }
    }

    private void MoveBeside()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(writer.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            using (var look = connection.CreateCommand())
            {
                // Until a connection has read something it knows of no log, and would move nothing.
                look.CommandText = "PRAGMA schema_version";
                look.ExecuteScalar();
            }

            Move(connection);
        }
        catch (SqliteException)
        {
            // The database can't be opened: the writer will find out, and say so.
        }
    }

    /// <summary>As much as can be moved without waiting for anybody.</summary>
    private static void Move(SqliteConnection connection) =>
        raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
}
