using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Faucet.Engine.Tests.Data;

/// <summary>What PostgreSQL alone does with a group of claims.</summary>
public sealed class PostgresClaimStoreTests
{
    private const int Groups = 10; // From the sixth on a prepared statement keeps the plan that it has.

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_crowd_on_a_new_faucet_is_not_read_again_with_each_group()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(1, 1));
        var database = world.Get<FaucetDatabase>();
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync(Token);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var store = database.Dialect.OpenClaimStore(connection);
        await store.BeginAsync();
        var before = await ScansAsync(connection);

        // Next to nothing is in the tables, so that to read all of it would look best. Refusals alone are rolled back.
        for (var group = 0; group < Groups; group++)
        {
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await store.ReadAsync(transaction, new GroupKeys([FaucetWorld.Address(1)], [new byte[16]], [new byte[16]]));
            await transaction.RollbackAsync(Token);
        }

        Assert.Equal(before, await ScansAsync(connection));
    }

    private static async Task<long> ScansAsync(NpgsqlConnection connection)
    {
        // What this session did is counted when this statement ends.
        await using var flush = new NpgsqlCommand("SELECT pg_stat_force_next_flush()", connection);
        await flush.ExecuteNonQueryAsync(Token);
        await using var command = new NpgsqlCommand(
            """SELECT SUM(seq_scan)::bigint FROM pg_stat_user_tables WHERE relname IN ('Wallets', 'ClientBuckets', 'Claims')""", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!; // A sum over three tables.
    }
}
