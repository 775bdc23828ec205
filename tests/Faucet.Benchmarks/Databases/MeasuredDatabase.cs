using System.Data.Common;
using Faucet.Engine.Data;

namespace Faucet.Benchmarks.Databases;

/// <summary>A database on tmpfs whose flushes cost what was asked for.</summary>
internal abstract class MeasuredDatabase : IAsyncDisposable
{
    public abstract DatabaseProvider Provider { get; }

    public abstract string ConnectionString { get; }

    public DatabaseOptions Options => new(Provider, ConnectionString);

    /// <summary>Opened, and of no pool.</summary>
    public abstract DbConnection Open();

    /// <summary>What a server of its own has used; nothing where the database is part of the faucet's process.</summary>
    public virtual ProcessFigures ServerFigures() => ProcessFigures.None;

    /// <summary>Tables and indexes, with everything that was committed folded in.</summary>
    public abstract Task<long> SizeBytesAsync();

    /// <summary>The same content under another name. Nobody may be connected.</summary>
    public abstract Task<MeasuredDatabase> CopyAsync(string name);

    /// <summary>Makes room for many rows: what is written until it is disposed of is not durable.</summary>
    public abstract IBulkRows BeginBulk();

    /// <summary>Stores the database in a folder on disk, and closes it.</summary>
    public abstract Task KeepAsync(string folder);

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var connection = Open();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() is T value ? value : throw new BenchmarkException($"The database gives no answer to: {sql}");
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = Open();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Columns of a table but for the first, which is its key, in their order.</summary>
    public async Task<IReadOnlyList<string>> ColumnsAfterKeyAsync(string table)
    {
        await using var connection = Open();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT * FROM "{table}" WHERE 1 = 0""";
        await using var reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(1, reader.FieldCount - 1).Select(reader.GetName)];
    }
}

/// <summary>Inserts many rows, as fast as the database can.</summary>
internal interface IBulkRows : IAsyncDisposable
{
    /// <param name="columns">Names, unquoted.</param>
    /// <param name="rows">Values in the order of the columns: long, int, bool, string, byte[], Guid or null.</param>
    Task InsertAsync(string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows);
}
