using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Data.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Faucet.Engine.Tests.Data;

public sealed class PostgresConnectionSettingsTests
{
    [Fact]
    public async Task The_server_does_not_plan_a_wallets_page_again_and_again()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        var claimed = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));
        for (var visit = 0; visit < 20; visit++)
        {
            await world.WalletAsync(claimed.WalletId);
        }

        // The connection that was used last is the one that the pool hands out next.
        await using var db = world.Database.Open();
        var planned = await db.Database.SqlQuery<string>($"SELECT statement FROM pg_prepared_statements WHERE generic_plans > 0").ToListAsync();
        Assert.All(
            ["Wallets", "LedgerTransfers", "Claims", "Withdrawals"],
            table => Assert.Contains(planned, statement => statement.Contains($"FROM \"{table}\"", StringComparison.Ordinal)));
    }

    /// <remarks>What was prepared then belongs to a table that is no more. The server says so once for each statement of each connection.</remarks>
    [Fact]
    public async Task Another_process_that_migrates_makes_a_page_wait_and_a_claim_try_again()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        var claimed = Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));
        for (var visit = 0; visit < 20; visit++)
        {
            await world.WalletAsync(claimed.WalletId);
        }

        await using (var db = world.Database.Open())
        {
            await db.Database.ExecuteSqlRawAsync("""ALTER TABLE "Wallets" ALTER COLUMN "Address" TYPE varchar(200), ALTER COLUMN "ScriptPubKey" TYPE varchar(200)""");
        }

        var refused = await Record.ExceptionAsync(() => world.WalletAsync(claimed.WalletId));
        Assert.True(refused is not null && world.Database.Dialect.IsUnavailable(refused), refused?.ToString());
        Assert.Equal(claimed.Balance, (await world.WalletAsync(claimed.WalletId)).Balance);
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(2, 2));
        await world.AssertLedgerHoldsAsync();
    }

    [Fact]
    public void What_the_operator_says_stands()
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresConnectionSettings.Apply("Host=db;Timeout=60;Command Timeout=61;Cancellation Timeout=62;Max Auto Prepare=0"));
        Assert.Equal((60, 61, 62, 0), (settings.Timeout, settings.CommandTimeout, settings.CancellationTimeout, settings.MaxAutoPrepare));
    }
}
