using Faucet.Engine.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Simulation;

/// <summary>Where one world after another keeps its database.</summary>
internal sealed class SimulatedDisk : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("faucet-simulation-");
    private readonly ServiceProvider services;

    public SimulatedDisk()
    {
        Options = new DatabaseOptions(DatabaseProvider.Sqlite, $"Data Source={DatabasePath}");
        services = new ServiceCollection().AddLogging().AddFaucetDatabase(Options).BuildServiceProvider();
        Database = services.GetRequiredService<FaucetDatabase>();
    }

    public DatabaseOptions Options { get; }

    /// <summary>For all processes of all worlds: a pool of contexts compiles a method when it is made, which costs more than the rest of a start.</summary>
    public FaucetDatabase Database { get; }

    private string DatabasePath => Path.Combine(folder.FullName, "faucet.db");

    /// <summary>Closes what is open but not in use, as the end of a process does, so that the file is whole.</summary>
    public void CloseDatabase()
    {
        using var db = Database.Open();
        SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
    }

    public byte[] ReadDatabase() => File.ReadAllBytes(DatabasePath);

    /// <summary>Puts a database in the place of the last one, of which nothing is left.</summary>
    public void WriteDatabase(byte[] content)
    {
        CloseDatabase();
        foreach (var file in folder.EnumerateFiles())
        {
            file.Delete();
        }

        File.WriteAllBytes(DatabasePath, content);
    }

    public void Dispose()
    {
        CloseDatabase();
        services.Dispose();
        folder.Delete(recursive: true);
    }
}
