using Faucet.Core.Addresses;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Faucet.Engine.Tests.Data;

/// <summary>What the databases do with a group of claims.</summary>
public sealed class ClaimStoreTests
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

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Nothing_of_a_group_stands_if_somebody_else_moved_one_of_its_wallets(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider);
        await world.ClaimAsync(1, 1);
        await world.ClaimAsync(2, 2);
        var database = world.Get<FaucetDatabase>();
        await using (var db = database.Open())
        {
            await db.Database.OpenConnectionAsync(Token);
            var connection = db.Database.GetDbConnection();
            await using var store = database.Dialect.OpenClaimStore(connection);
            await store.BeginAsync();
            await using var transaction = await connection.BeginTransactionAsync(Token);
            var rows = await store.ReadAsync(transaction, new GroupKeys([Script(1), Script(2)], [], []));
            Assert.Equal(2, rows.Wallets.Count);
            CreditRow[] credits = [.. rows.Wallets.Select(w => new CreditRow(w.Id, 7, w.NextClaimAt + 1, w.NextClaimAt))];
            var changes = new GroupChanges(
                rows.Gate with { Available = 5 }, Day: 1, DaySpend: 7, Threshold: 1000, [], [credits[0], credits[1] with { Seen = 12 }], [], [new ClaimRow(new byte[16], "x", credits[0].Wallet, 7, 7, "", 1, 1)]);

            await Assert.ThrowsAsync<GateMovedException>(() => store.CommitAsync(transaction, changes));
        }

        await using var after = database.Open();
        Assert.Equal(2, await after.Claims.CountAsync(Token));
        await world.AssertLedgerHoldsAsync();

        static string Script(int wallet) => Assert.IsType<AddressReading.Accepted>(AddressCodec.Decode(FaucetWorld.Address(wallet), BitcoinNetwork.Regtest)).Address.ScriptPubKey.Hex;
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
