using Faucet.Engine.Ledger;
using Faucet.Engine.Payouts;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Faucet.Engine.Data.SqlServer;

public sealed class SqlServerFaucetDbContext(DbContextOptions<SqlServerFaucetDbContext> options) : FaucetDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // The system accounts have fixed ids below.
        modelBuilder.Entity<LedgerAccount>().Property(a => a.Id).UseIdentityColumn(seed: 1000);
        modelBuilder.Entity<LedgerTransfer>().HasIndex(t => t.Debit).HasFilter("[Debit] <> 3");
        modelBuilder.Entity<Wallet>().HasIndex(w => w.IsDue).HasFilter("[IsDue] = 1");
        // SQL Server orders a uniqueidentifier by other bytes than version 7 writes: clustered, inserts would scatter.
        modelBuilder.Entity<Withdrawal>().HasKey(w => w.Id).IsClustered(false);
        modelBuilder.Entity<BatchItem>().HasKey(i => i.WithdrawalId).IsClustered(false);
    }
}

/// <summary>Lets dotnet-ef write migrations without a database.</summary>
internal sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerFaucetDbContext>
{
    public SqlServerFaucetDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerFaucetDbContext>().UseSqlServer("Server=design").Options);
}
