using Faucet.Engine.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Faucet.Engine.Tests.Data;

public sealed class SqliteCheckpointsTests
{
    private const int Writes = 2_000;
    private const int RowBytes = 4_000;

    [Fact]
    public async Task The_log_begins_anew_while_somebody_writes_and_nothing_is_lost()
    {
        var folder = Directory.CreateTempSubdirectory("faucet-checkpoints-");
        var file = Path.Combine(folder.FullName, "faucet.db");
        await using (var writer = Open(file))
        {
            // Nobody else moves the log.
            Ask(writer, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE rows (id INTEGER PRIMARY KEY, text BLOB)");
            var checkpoints = new SqliteCheckpoints(writer, length: 100);
            for (var i = 0; i < Writes; i++)
            {
                Ask(writer, $"INSERT INTO rows VALUES ({i}, randomblob({RowBytes}))");
                checkpoints.Follow();
                await Task.Delay(i % 20 == 0 ? 1 : 0, TestContext.Current.CancellationToken);
            }

            Assert.InRange(new FileInfo(file + "-wal").Length, 1, Writes * RowBytes / 2);
        }

        await using (var reader = Open(file))
        {
            Assert.Equal($"{Writes} ok", Ask(reader, "SELECT COUNT(*) || ' ' || (SELECT integrity_check FROM pragma_integrity_check) FROM rows"));
        }

        folder.Delete(recursive: true);
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
