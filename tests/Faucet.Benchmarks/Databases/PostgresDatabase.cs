using System.Data.Common;
using System.Globalization;
using Faucet.Engine.Data;
using Npgsql;
using NpgsqlTypes;

namespace Faucet.Benchmarks.Databases;

/// <summary>One database of the benchmark's own PostgreSQL server.</summary>
/// <param name="ownsCluster">The server stops with this database.</param>
internal sealed class PostgresDatabase(PostgresCluster cluster, string name, bool ownsCluster) : MeasuredDatabase
{
    public const string FirstName = "faucet";
    public const string KeptName = "postgres";

    public override DatabaseProvider Provider => DatabaseProvider.Postgres;

    public override string ConnectionString => Connect(name);

    public PostgresCluster Cluster => cluster;

    public string Name => name;

    public static async Task<PostgresDatabase> CreateAsync(string folder, SlowFlush flush, string? kept)
    {
        var database = new PostgresDatabase(await PostgresCluster.StartAsync(folder, flush, kept), FirstName, ownsCluster: true);
        if (kept is null)
        {
            await database.AdministerAsync($"CREATE DATABASE {FirstName}");
        }

        return database;
    }

    public override DbConnection Open()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Command Timeout=0");
        connection.Open();
        return connection;
    }

    public override ProcessFigures ServerFigures() => ProcessFigures.OfFamily(cluster.ProcessId);

    public override async Task<long> SizeBytesAsync()
    {
        await AdministerAsync("CHECKPOINT");
        return await ReadAsync<long>("SELECT pg_database_size(current_database())");
    }

    public override async Task<MeasuredDatabase> CopyAsync(string copy)
    {
        await AdministerAsync($"CREATE DATABASE {copy} TEMPLATE {name}");
        return new PostgresDatabase(cluster, copy, ownsCluster: false);
    }

    public override IBulkRows BeginBulk() => new CopyRows(this);

    public override Task KeepAsync(string folder) => cluster.KeepAsync(Path.Combine(folder, KeptName));

    public override async ValueTask DisposeAsync()
    {
        if (ownsCluster)
        {
            await cluster.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private string Connect(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={cluster.Port};Username=faucet;Database={database};Maximum Pool Size=150");

    private async Task AdministerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{Connect("postgres")};Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class CopyRows(PostgresDatabase database) : IBulkRows
    {
        private readonly NpgsqlConnection connection = (NpgsqlConnection)database.Open();

        public async Task InsertAsync(string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
        {
            await using var writer = await connection.BeginBinaryImportAsync(
                $"""COPY "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))}) FROM STDIN (FORMAT BINARY)""");
            foreach (var row in rows)
            {
                await writer.StartRowAsync();
                foreach (var value in row)
                {
                    await (value switch
                    {
                        null => writer.WriteNullAsync(),
                        long number => writer.WriteAsync(number, NpgsqlDbType.Bigint),
                        int number => writer.WriteAsync(number, NpgsqlDbType.Integer),
                        string text => writer.WriteAsync(text, NpgsqlDbType.Varchar),
                        bool truth => writer.WriteAsync(truth, NpgsqlDbType.Boolean),
                        byte[] bytes => writer.WriteAsync(bytes, NpgsqlDbType.Bytea),
                        Guid id => writer.WriteAsync(id, NpgsqlDbType.Uuid),
                        _ => throw new BenchmarkException($"No column takes a {value.GetType().Name}."),
                    });
                }
            }

            await writer.CompleteAsync();
        }

        public async ValueTask DisposeAsync()
        {
            // What autovacuum would have done by and by.
            await using (var command = new NpgsqlCommand("VACUUM (ANALYZE)", connection))
            {
                await command.ExecuteNonQueryAsync();
            }

            await connection.DisposeAsync();
        }
    }
}
