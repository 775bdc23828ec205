using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>One prepared statement on one connection, run again and again through SQLite's own interface (sqlite.org/c3ref/stmt.html).</summary>
/// <remarks>ADO.NET costs a few microseconds per execution for its reader, its boxes and its names of parameters; a claim runs eleven.</remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    /// <summary>Good as long as <see cref="statement"/> is.</summary>
    private readonly nint handle;

    /// <param name="sql">With numbered parameters: <c>?1</c>, <c>?2</c>…</param>
    /// <exception cref="SqliteException">It is wrong, or the database is not to be had.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement), database);
        handle = statement.DangerousGetHandle();
    }

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    public void Bind(int parameter, string value) => Check(raw.sqlite3_bind_text(statement, parameter, value));

    public void Bind(int parameter, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(statement, parameter, value));

    /// <summary>Runs to the next row.</summary>
    /// <returns>False when there is none: it is ready to run again then. After a row, <see cref="Reset"/>.</returns>
    /// <exception cref="SqliteException">As SQLite says; it is ready to run again.</exception>
    public bool Step()
    {
        var code = Native.Step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        // Resetting repeats the error that stepping ended in.
        Check(raw.sqlite3_reset(statement));
        return false;
    }

    public long Int64(int column) => Native.ColumnInt64(handle, column);

    public void Reset() => Check(raw.sqlite3_reset(statement));

    public void Dispose() => statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, database);
        }
    }

    /// <summary>What an audit calls a hundred million times, without the wrapper around it.</summary>
    private static class Native
    {
        private const string Library = "e_sqlite3";

        [DllImport(Library, EntryPoint = "sqlite3_step", ExactSpelling = true)]
        public static extern int Step(nint statement);

        /// <remarks>A few instructions on a row that is there: too short to tell the collector of it.</remarks>
        [SuppressGCTransition]
        [DllImport(Library, EntryPoint = "sqlite3_column_int64", ExactSpelling = true)]
        public static extern long ColumnInt64(nint statement, int column);
    }
}
