using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Faucet.Engine.Data;
using Faucet.Engine.Data.Postgres;
using Faucet.Engine.Data.Sqlite;
using Faucet.Engine.Data.SqlServer;
using Faucet.Engine.Tests.Data.SqlServer;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Faucet.Engine.Tests.Data;

/// <summary>
/// What each database's errors mean: "taken" lets the other one win, "unavailable" is tried again and answered 503, all else is a bug and is shown as one.
/// </summary>
public sealed class DatabaseErrorTests
{
    private const string Taken = "taken";
    private const string Unavailable = "unavailable";
    private const string Neither = "neither";

    [Theory]
    [InlineData(2601, Taken)] // unique index
    [InlineData(2627, Taken)] // unique or primary key constraint
    [InlineData(-2, Unavailable)] // time-out
    [InlineData(53, Unavailable)] // no network path
    [InlineData(121, Unavailable)] // semaphore time-out
    [InlineData(233, Unavailable)] // nobody at the other end
    [InlineData(10053, Unavailable)] // connection aborted
    [InlineData(10054, Unavailable)] // connection reset
    [InlineData(10060, Unavailable)] // no answer
    [InlineData(10061, Unavailable)] // refused
    [InlineData(11001, Unavailable)] // no such host
    [InlineData(1101, Unavailable)] // disk full
    [InlineData(1105, Unavailable)] // file group full
    [InlineData(9002, Unavailable)] // log full
    [InlineData(1204, Unavailable)] // out of locks
    [InlineData(1205, Unavailable)] // deadlock victim
    [InlineData(1222, Unavailable)] // lock request time-out
    [InlineData(701, Unavailable)] // out of memory
    [InlineData(4060, Unavailable)] // database not there yet
    [InlineData(18456, Unavailable)] // login not there yet
    [InlineData(6005, Unavailable)] // shutting down
    [InlineData(17142, Unavailable)] // paused
    [InlineData(18401, Unavailable)] // upgrading itself
    [InlineData(40197, Unavailable)]
    [InlineData(40501, Unavailable)]
    [InlineData(40613, Unavailable)]
    [InlineData(102, Neither)] // syntax
    [InlineData(207, Neither)] // no such column
    [InlineData(208, Neither)] // no such table
    [InlineData(515, Neither)] // NULL
    [InlineData(547, Neither)] // check or foreign key
    [InlineData(2628, Neither)] // truncated
    [InlineData(8115, Neither)] // overflow
    [InlineData(51000, Neither)] // our trigger
    public void Sorts_the_errors_of_SQL_Server(int number, string meaning) =>
        Assert.Equal(meaning, MeaningOf(new SqlServerDialect(), SqlErrors.Create(number)));

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation, Taken)]
    [InlineData(PostgresErrorCodes.SerializationFailure, Unavailable)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, Unavailable)]
    [InlineData(PostgresErrorCodes.LockNotAvailable, Unavailable)]
    [InlineData(PostgresErrorCodes.QueryCanceled, Unavailable)]
    [InlineData(PostgresErrorCodes.DiskFull, Unavailable)]
    [InlineData(PostgresErrorCodes.OutOfMemory, Unavailable)]
    [InlineData(PostgresErrorCodes.TooManyConnections, Unavailable)]
    [InlineData(PostgresErrorCodes.AdminShutdown, Unavailable)]
    [InlineData(PostgresErrorCodes.FeatureNotSupported, Unavailable)]
    [InlineData(PostgresErrorCodes.CrashShutdown, Unavailable)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, Unavailable)]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, Unavailable)]
    [InlineData(PostgresErrorCodes.ConnectionFailure, Unavailable)]
    [InlineData(PostgresErrorCodes.SyntaxError, Neither)]
    [InlineData(PostgresErrorCodes.UndefinedColumn, Neither)]
    [InlineData(PostgresErrorCodes.UndefinedTable, Neither)]
    [InlineData(PostgresErrorCodes.CheckViolation, Neither)]
    [InlineData(PostgresErrorCodes.ForeignKeyViolation, Neither)]
    [InlineData(PostgresErrorCodes.NotNullViolation, Neither)]
    [InlineData(PostgresErrorCodes.StringDataRightTruncation, Neither)]
    [InlineData(PostgresErrorCodes.RaiseException, Neither)]
    public void Sorts_the_errors_of_PostgreSQL(string state, string meaning) =>
        Assert.Equal(meaning, MeaningOf(new PostgresDialect(), new PostgresException("", "ERROR", "ERROR", state)));

    [Theory]
    [InlineData(19, 1555, Taken)] // primary key
    [InlineData(19, 2067, Taken)] // unique
    [InlineData(5, 5, Unavailable)] // busy
    [InlineData(5, 517, Unavailable)] // busy: another wrote since this one read
    [InlineData(6, 6, Unavailable)] // locked
    [InlineData(10, 778, Unavailable)] // the disk fails a write
    [InlineData(13, 13, Unavailable)] // disk full
    [InlineData(14, 14, Unavailable)] // the file can't be opened
    [InlineData(1, 1, Neither)] // syntax
    [InlineData(11, 11, Neither)] // damaged
    [InlineData(19, 275, Neither)] // check
    [InlineData(19, 787, Neither)] // foreign key
    [InlineData(19, 1299, Neither)] // NULL
    [InlineData(19, 1811, Neither)] // our trigger
    public void Sorts_the_errors_of_SQLite(int code, int extendedCode, string meaning) =>
        Assert.Equal(meaning, MeaningOf(new SqliteDialect(), new SqliteException("", code, extendedCode)));

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable_whatever_the_driver_calls_it()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();

        await using var sqlServer = new SqlConnection($"Server=tcp:127.0.0.1,{port};User Id=x;Password=x;Encrypt=false;Connect Timeout=1;ConnectRetryCount=0;Pooling=false");
        await using var postgres = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=x;Pooling=false");
        await using var sqlite = new SqliteConnection("Data Source=/nowhere/faucet.db");

        Assert.Equal(Unavailable, MeaningOf(new SqlServerDialect(), await Assert.ThrowsAsync<SqlException>(() => sqlServer.OpenAsync(TestContext.Current.CancellationToken))));
        Assert.Equal(Unavailable, MeaningOf(new PostgresDialect(), await Assert.ThrowsAsync<NpgsqlException>(() => postgres.OpenAsync(TestContext.Current.CancellationToken))));
        Assert.Equal(Unavailable, MeaningOf(new SqliteDialect(), Assert.Throws<SqliteException>(sqlite.Open)));
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_unavailable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var hangUp = Task.Run(async () =>
        {
            for (var i = 0; i < 2; i++)
            {
                (await listener.AcceptSocketAsync()).Dispose();
            }
        });
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var sqlServer = new SqlConnection($"Server=tcp:127.0.0.1,{port};User Id=x;Password=x;Encrypt=false;Connect Timeout=1;ConnectRetryCount=0;Pooling=false");
        await using var postgres = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=x;Pooling=false;SSL Mode=Disable;GSS Encryption Mode=Disable");

        Assert.Equal(Unavailable, MeaningOf(new SqlServerDialect(), await Assert.ThrowsAsync<SqlException>(() => sqlServer.OpenAsync(TestContext.Current.CancellationToken))));
        Assert.Equal(Unavailable, MeaningOf(new PostgresDialect(), await Assert.ThrowsAnyAsync<NpgsqlException>(() => postgres.OpenAsync(TestContext.Current.CancellationToken))));
        await hangUp;
    }

    [Fact]
    public void Looks_into_what_EF_Core_wraps_and_into_nothing_else()
    {
        var taken = SqlErrors.Create(2627);
        var dialect = new SqlServerDialect();

        Assert.True(dialect.IsUniqueViolation(new DbUpdateException("", taken)));
        Assert.True(dialect.IsUniqueViolation(new InvalidOperationException("", new DbUpdateException("", taken))));
        Assert.False(dialect.IsUniqueViolation(new DbUpdateException("")));
        Assert.False(dialect.IsUniqueViolation(new IOException("", taken)));
    }

    [Fact]
    public void No_dialect_takes_the_errors_of_another_for_its_own()
    {
        DbException[] taken = [SqlErrors.Create(2627), new PostgresException("", "", "", PostgresErrorCodes.UniqueViolation), new SqliteException("", 19, 2067)];
        DatabaseDialect[] dialects = [new SqlServerDialect(), new PostgresDialect(), new SqliteDialect()];
        for (var i = 0; i < taken.Length; i++)
        {
            Assert.Equal([dialects[i]], dialects.Where(dialect => dialect.IsUniqueViolation(taken[i])));
        }
    }

    private static string MeaningOf(DatabaseDialect dialect, DbException exception) => (dialect.IsUniqueViolation(exception), dialect.IsUnavailable(exception)) switch
    {
        (true, false) => Taken,
        (false, true) => Unavailable,
        (false, false) => Neither,
        _ => "both",
    };
}
