using System.Globalization;
using Faucet.Engine.Data;

namespace Faucet.Benchmarks.Databases;

/// <summary>What one invocation works on: a scratch folder, a flush of known cost and the published faucet; gone when it ends.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    private readonly ScratchFolder scratch;
    private readonly List<MeasuredDatabase> databases = [];

    private Workbench(ScratchFolder scratch, SlowFlush flush, string published)
    {
        this.scratch = scratch;
        Flush = flush;
        Published = published;
    }

    public SlowFlush Flush { get; }

    /// <summary>The folder of the published web application: what an operator runs.</summary>
    public string Published { get; }

    public static async Task<Workbench> CreateAsync(int flushMicroseconds)
    {
        var scratch = ScratchFolder.Create();
        try
        {
            return new Workbench(scratch, await SlowFlush.CompileAsync(scratch.Path, flushMicroseconds), await Faucets.PublishedFaucet.PublishAsync());
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>A folder of one faucet.</summary>
    public string Folder(string name) => Directory.CreateDirectory(scratch.File(name)).FullName;

    /// <param name="name">Lower-case letters.</param>
    /// <param name="kept">A folder that <see cref="MeasuredDatabase.KeepAsync"/> filled, or null for an empty database.</param>
    public async Task<MeasuredDatabase> CreateDatabaseAsync(DatabaseProvider provider, string name, string? kept = null)
    {
        MeasuredDatabase database;
        switch (provider)
        {
            case DatabaseProvider.Sqlite:
                var file = new SqliteFile(Path.Combine(Folder(name), "faucet.db"));
                if (kept is not null)
                {
                    File.Copy(Path.Combine(kept, SqliteFile.KeptName), file.Path);
                }

                database = file;
                break;
            case DatabaseProvider.Postgres:
                database = await PostgresDatabase.CreateAsync(
                    Folder(name + "-postgres"), Flush, kept is null ? null : Path.Combine(kept, PostgresDatabase.KeptName));
                break;
            default:
                throw new BenchmarkException(string.Create(CultureInfo.InvariantCulture, $"{provider} can't be measured here: sqlite or postgres."));
        }

        databases.Add(database);
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }

        scratch.Dispose();
    }
}
