using System.Data.Common;
using Faucet.Engine.Data;
using Microsoft.Data.Sqlite;

namespace Faucet.Benchmarks.Databases;

/// <summary>A file in the scratch folder. The faucet flushes it itself, so that it is the faucet that the slow flush is preloaded into.</summary>
internal sealed class SqliteFile(string path) : MeasuredDatabase
{
    public const string KeptName = "faucet.db";

    public override DatabaseProvider Provider => DatabaseProvider.Sqlite;

    public override string ConnectionString => $"Data Source={path}";

    public string Path => path;

    public override DbConnection Open()
    {
        var connection = new SqliteConnection($"{ConnectionString};Pooling=False");
        connection.Open();
        return connection;
    }

    public override async Task<long> SizeBytesAsync()
    {
        await ReadAsync<long>("PRAGMA wal_checkpoint(TRUNCATE)");
        return new FileInfo(path).Length;
    }

    public override async Task<MeasuredDatabase> CopyAsync(string name)
    {
        await SizeBytesAsync();
        var copy = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, name + ".db");
        File.Copy(path, copy, overwrite: true);
        return new SqliteFile(copy);
    }

    public override IBulkRows BeginBulk() => new SqliteRows((SqliteConnection)Open());

    public override async Task KeepAsync(string folder)
    {
        await SizeBytesAsync();
        File.Copy(path, System.IO.Path.Combine(folder, KeptName), overwrite: true);
    }
}
