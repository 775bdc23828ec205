using System.Data.Common;
using Faucet.Core.Ledger;
using Faucet.Engine.Data;
using Faucet.Engine.Data.Postgres;
using Faucet.Engine.Data.Sqlite;
using Faucet.Engine.Data.SqlServer;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Xunit;

namespace Faucet.Engine.Tests.Data;

public sealed class MigrationTests
{
    public static TheoryData<string> Contexts => ["Sqlite", "SqlServer", "Postgres"];

    [Theory]
    [MemberData(nameof(Contexts))]
    public void Has_no_model_change_without_a_migration(string provider)
    {
        using FaucetDbContext db = provider switch
        {
            "Sqlite" => new SqliteDesignTimeFactory().CreateDbContext([]),
            "SqlServer" => new SqlServerDesignTimeFactory().CreateDbContext([]),
            _ => new PostgresDesignTimeFactory().CreateDbContext([]),
        };

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Lets_nobody_change_or_delete_a_transfer(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.ClaimAsync(1, 1);
        await using var db = world.Database.Open();

        await Assert.ThrowsAnyAsync<Exception>(() => db.Database.ExecuteSqlRawAsync("""UPDATE "LedgerTransfers" SET "Amount" = 1"""));
        await Assert.ThrowsAnyAsync<Exception>(() => db.Database.ExecuteSqlRawAsync("""DELETE FROM "LedgerTransfers" """));

        Assert.Equal([100], await db.LedgerTransfers.Where(t => t.Kind == TransferKind.Drip).Select(t => t.Amount.Satoshis).ToListAsync());
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Refuses_a_transfer_of_nothing_and_one_to_the_same_account(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await using var db = world.Database.Open();

        foreach (var (credit, amount) in new[] { (SystemAccounts.Owner, 0L), (SystemAccounts.HotWallet, 5L) })
        {
            db.LedgerTransfers.Add(new LedgerTransfer
            {
                Debit = SystemAccounts.HotWallet,
                Credit = credit,
                Amount = Faucet.Core.Amounts.Money.FromSatoshis(amount),
                Kind = TransferKind.Deposit,
                Reference = "x",
                At = world.Time.GetUtcNow(),
            });
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>By foreign keys, on PostgreSQL by triggers: the accounts of a statement are looked for together there, among any number of transfers that are right.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Refuses_a_transfer_from_or_to_an_account_that_does_not_exist_and_keeps_those_that_have_transfers(DatabaseProvider provider)
    {
        const string Transfers = """INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At") VALUES (2, 5, 1, 'Deposit', 'x', 0)""";
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.ClaimAsync(1, 1);
        await using var db = world.Database.Open();

        foreach (var refused in new[]
        {
            Transfers + """, (2, 77, 1, 'Deposit', 'y', 0)""",
            Transfers + """, (77, 5, 1, 'Deposit', 'y', 0)""",
            """DELETE FROM "LedgerAccounts" WHERE "Kind" = 'Wallet'""",
            """UPDATE "LedgerAccounts" SET "Id" = 78 WHERE "Kind" = 'Wallet'""",
        })
        {
            await Assert.ThrowsAnyAsync<DbException>(() => db.Database.ExecuteSqlRawAsync(refused));
        }

        await world.AssertLedgerHoldsAsync();
        Assert.Equal(1, await db.Database.ExecuteSqlRawAsync(Transfers));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Finds_what_is_left_to_give_in_a_ledger_from_before_it_was_counted(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.ClaimAsync(1, 1);
        await using var db = world.Database.Open();
        await db.GetService<IMigrator>().MigrateAsync("Freezes");

        await world.Get<DatabaseMigrator>().MigrateAsync(TestContext.Current.CancellationToken);

        await world.AssertLedgerHoldsAsync();
        Assert.Equal(9_999_999_900, await db.ClaimGates.Select(g => g.Available).SingleAsync());
    }

    /// <remarks>An index in the order of a language misses rows once the system's library has another order.</remarks>
    [Fact]
    public async Task Orders_text_on_postgres_by_its_bytes()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        await using var db = world.Database.Open();
        var byLanguage = await db.Database.SqlQuery<string>($"""
            SELECT a.attrelid::regclass || '.' || a.attname AS "Value" FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid JOIN pg_collation c ON c.oid = a.attcollation
            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'i') AND a.attnum > 0 AND c.collname <> 'C'
            """).ToListAsync();
        Assert.All(byLanguage, column => Assert.Contains("EFMigrationsHistory", column, StringComparison.Ordinal));
        Assert.NotEmpty(byLanguage);
    }

    [Fact]
    public async Task Refuses_a_database_that_a_newer_release_has_migrated()
    {
        await using var world = await FaucetWorld.CreateAsync();
        await using (var db = world.Database.Open())
        {
            await db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Future', '99')""");
        }

        var refused = await Assert.ThrowsAsync<NewerDatabaseException>(
            () => world.Get<DatabaseMigrator>().MigrateAsync(TestContext.Current.CancellationToken));
        Assert.Contains("29990101000000_Future", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Stores_enums_by_names_that_do_not_change() => Assert.Equal(
        "Wallet Owed HotWallet Rewards NetworkFees Owner | Drip Withdrawal Payout NetworkFee Deposit KnownSpend Difference WithdrawalFee Cancellation FeeReturn"
        + " | Queued Batched Paid Final Cancelled | Claimed Recorded Prepared Broadcast Confirming Final Abandoned | Recorded Prepared Sent Mined Final Superseded Void"
        + " | UnknownSpend OtherChain OtherWallet DeepReorganisation BalanceDiffers Operator",
        string.Join(" | ", new[]
        {
            Enum.GetNames<AccountKind>(), Enum.GetNames<TransferKind>(), Enum.GetNames<Faucet.Core.Payouts.WithdrawalState>(),
            Enum.GetNames<Faucet.Core.Payouts.BatchState>(), Enum.GetNames<Faucet.Core.Payouts.TransactionState>(),
            Enum.GetNames<Faucet.Core.Payouts.FreezeCause>(),
        }.Select(names => string.Join(' ', names))));
}
