using Faucet.Engine.Ledger;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Faucet.Engine.Data.Sqlite;

public sealed class SqliteFaucetDbContext(DbContextOptions<SqliteFaucetDbContext> options) : FaucetDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<LedgerTransfer>().HasIndex(t => t.Debit).HasFilter("\"Debit\" <> 3");
        modelBuilder.Entity<Wallet>().HasIndex(w => w.IsDue).HasFilter("\"IsDue\"");
    }
}

/// <summary>Lets dotnet-ef write migrations without a database.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteFaucetDbContext>
{
    public SqliteFaucetDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteFaucetDbContext>().UseSqlite("Data Source=design.db").Options);
}
