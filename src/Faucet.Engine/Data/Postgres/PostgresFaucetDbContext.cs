using Faucet.Engine.Ledger;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Faucet.Engine.Data.Postgres;

public sealed class PostgresFaucetDbContext(DbContextOptions<PostgresFaucetDbContext> options) : FaucetDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // The system accounts have fixed ids below.
        modelBuilder.Entity<LedgerAccount>().Property(a => a.Id).HasIdentityOptions(startValue: 1000);
        modelBuilder.Entity<LedgerTransfer>(transfer =>
        {
            transfer.HasIndex(t => t.Debit).HasFilter("\"Debit\" <> 3");
            // Triggers (in the migrations) look for the accounts instead, once for a group (decision 28).
            foreach (var key in transfer.Metadata.GetForeignKeys().ToList())
            {
                transfer.Metadata.RemoveForeignKey(key);
            }
        });
        modelBuilder.Entity<Wallet>().HasIndex(w => w.IsDue).HasFilter("\"IsDue\"");

        // Ordered by bytes, not by a language: that order is the system library's, and a new one looks in other places of the same index (decision 31).
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(IsText))
        {
            property.SetCollation("C");
        }
    }

    private static bool IsText(IMutableProperty property) =>
        (property.GetValueConverter()?.ProviderClrType ?? property.GetProviderClrType() ?? property.ClrType) == typeof(string);
}

/// <summary>Lets dotnet-ef write migrations without a database.</summary>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresFaucetDbContext>
{
    public PostgresFaucetDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresFaucetDbContext>().UseNpgsql("Host=design").Options);
}
