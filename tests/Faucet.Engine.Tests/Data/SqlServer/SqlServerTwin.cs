using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using Faucet.Engine.Data;
using Faucet.Engine.Data.Sqlite;
using Faucet.Engine.Data.SqlServer;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>
/// Stands where SQL Server would: takes the statements that the application sends it, keeps them, and answers them from a SQLite database
/// of the same schema, on which their translation is run.
/// </summary>
/// <remarks>
/// Everything above ADO.NET is the application's own: EF Core's provider for SQL Server, its parameters, our plain SQL. What SQLite
/// can't say about T-SQL, SQL Server's compiler does (<see cref="SqlServerCompiler"/>).
/// </remarks>
internal sealed class SqlServerTwin : DbConnectionInterceptor
{
    private static readonly ConcurrentDictionary<string, SqlServerTwin> Twins = [];

    private static int made;

    private readonly string connectionString;

    private SqlServerTwin(string connectionString) => this.connectionString = connectionString;

    public StatementLog Log { get; } = new();

    /// <summary>A twin of its own, with the schema but without the migrations' history: the application believes it to be empty.</summary>
    public static (DatabaseOptions Options, Func<ValueTask> Drop) Create()
    {
        var folder = Directory.CreateTempSubdirectory("faucet-twin-");
        var file = $"Data Source={Path.Combine(folder.FullName, "twin.db")};Pooling=False";
        var options = new DbContextOptionsBuilder<SqliteFaucetDbContext>().UseSqlite(file).Options;
        using (var db = new SqliteFaucetDbContext(options))
        {
            db.Database.Migrate();
            db.Database.ExecuteSqlRaw("DROP TABLE \"__EFMigrationsHistory\"; DROP TABLE \"__EFMigrationsLock\"; PRAGMA journal_mode=WAL;");
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"Server=twin{Interlocked.Increment(ref made)};Database=Faucet");
        Twins[name] = new SqlServerTwin($"{file};Default Timeout=5");
        return (
            new DatabaseOptions(DatabaseProvider.SqlServer, name),
            () =>
            {
                Twins.TryRemove(name, out _);
                folder.Delete(recursive: true);
                return ValueTask.CompletedTask;
            }
        );
    }

    public static SqlServerTwin Of(DatabaseOptions options) => Twins[options.ConnectionString];

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(new TwinConnection(this, new SqliteConnection(connectionString)));
}

internal static class SqlServerTwinSetup
{
    /// <summary>Puts the twin in the place of the driver's connections.</summary>
    public static IServiceCollection AddSqlServerTwin(this IServiceCollection services, DatabaseOptions options) => services
        .AddSingleton(SqlServerTwin.Of(options))
        .ConfigureDbContext<SqlServerFaucetDbContext>(o => o.AddInterceptors(SqlServerTwin.Of(options)), ServiceLifetime.Singleton);
}
