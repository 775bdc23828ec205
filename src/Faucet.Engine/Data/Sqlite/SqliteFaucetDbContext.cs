using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Faucet.Engine.Data.Sqlite;

public sealed class SqliteFaucetDbContext(DbContextOptions<SqliteFaucetDbContext> options) : FaucetDbContext(options);

/// <summary>Lets dotnet-ef write migrations without a database.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteFaucetDbContext>
{
    public SqliteFaucetDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteFaucetDbContext>().UseSqlite("Data Source=design.db").Options);
}
