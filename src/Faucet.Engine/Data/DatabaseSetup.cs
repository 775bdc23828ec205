using Faucet.Engine.Data.Postgres;
using Faucet.Engine.Data.Sqlite;
using Faucet.Engine.Data.SqlServer;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Engine.Data;

public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
    Postgres,
}

/// <param name="ConnectionString">As the provider's ADO.NET driver takes it.</param>
public sealed record DatabaseOptions(DatabaseProvider Provider, string ConnectionString);

public static class DatabaseSetup
{
    /// <summary>Registers <see cref="FaucetDatabase"/> and, for Data Protection, a scoped <see cref="FaucetDbContext"/>.</summary>
    public static IServiceCollection AddFaucetDatabase(this IServiceCollection services, DatabaseOptions options)
    {
        switch (options.Provider)
        {
            case DatabaseProvider.Sqlite:
                var sqlite = new SqliteConnectionStringBuilder(options.ConnectionString) { DefaultTimeout = DatabasePatience.Seconds }.ToString();
                return services.AddContext<SqliteFaucetDbContext>(
                    options.Provider, new SqliteDialect(), o => o.UseSqlite(sqlite).AddInterceptors(new SqliteConnectionSettings()));
            case DatabaseProvider.SqlServer:
                return services.AddContext<SqlServerFaucetDbContext>(
                    options.Provider, new SqlServerDialect(), o => o.UseSqlServer(SqlServerPatience.Apply(options.ConnectionString)));
            case DatabaseProvider.Postgres:
                return services.AddContext<PostgresFaucetDbContext>(
                    options.Provider, new PostgresDialect(), o => o.UseNpgsql(PostgresConnectionSettings.Apply(options.ConnectionString)));
            default:
                throw new ArgumentOutOfRangeException(nameof(options), options.Provider, "Unknown database provider.");
        }
    }

    private static IServiceCollection AddContext<TContext>(
        this IServiceCollection services, DatabaseProvider provider, DatabaseDialect dialect, Action<DbContextOptionsBuilder> configure)
        where TContext : FaucetDbContext => services
            .AddPooledDbContextFactory<TContext>(context =>
            {
                configure(context);

                // Whoever asked gets the exception and knows whether it is worth a line: in an outage these would be dozens for each request, with stack traces.
                context.ConfigureWarnings(warnings => warnings.Ignore(
                    RelationalEventId.ConnectionError, RelationalEventId.CommandError, RelationalEventId.TransactionError, CoreEventId.QueryIterationFailed, CoreEventId.SaveChangesFailed));
            })
            .AddSingleton(provided => new FaucetDatabase(
                provider, dialect, provided.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContext))
            .AddScoped<FaucetDbContext>(provided => provided.GetRequiredService<FaucetDatabase>().Open());
}
