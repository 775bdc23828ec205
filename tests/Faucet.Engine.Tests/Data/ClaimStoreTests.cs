using System.Data.Common;
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
        await using var store = await OpenStoreAsync(database, connection);
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
            await using var store = await OpenStoreAsync(database, connection);
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

    /// <summary>PostgreSQL commits a group before it is on the disk, and it is answered after that.</summary>
    [Fact]
    public async Task A_group_that_was_waited_for_is_on_the_disk()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        await world.ClaimAsync(1, 1);
        var database = world.Get<FaucetDatabase>();
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync(Token);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var store = await OpenStoreAsync(database, connection);
        var wallet = await db.Wallets.SingleAsync(Token);
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            var rows = await store.ReadAsync(transaction, new GroupKeys([wallet.ScriptPubKey.Hex], [], []));
            var seen = rows.Wallets[0].NextClaimAt;
            await store.CommitAsync(transaction, new GroupChanges(
                rows.Gate with { Available = rows.Gate.Available - 7 }, 1, 7, 1_000_000, [], [new CreditRow(rows.Wallets[0].Id, 7, seen + 1, seen)], [],
                [new ClaimRow(new byte[16], "x", rows.Wallets[0].Id, 7, 7, "", rows.SettingsVersion, 1)]));
        }

        await AssertFlushesAsync(connection, () => store.FlushAsync(new byte[16]));

        // What another connection read may be of a group that waits.
        await using var other = database.Open();
        await ExecuteAsync(connection, """UPDATE "ClaimGates" SET "SeenAt" = "SeenAt" """);
        await AssertFlushesAsync(connection, () => database.Dialect.FlushAsync(other, Token));
    }

    [Fact]
    public async Task A_group_that_the_server_lost_is_not_taken_for_durable()
    {
        await using var world = await FaucetWorld.CreateAsync(DatabaseProvider.Postgres);
        var database = world.Get<FaucetDatabase>();
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync(Token);
        await using var store = await OpenStoreAsync(database, db.Database.GetDbConnection());

        var lost = await Assert.ThrowsAsync<NpgsqlException>(() => store.FlushAsync(new byte[16]));

        Assert.True(database.Dialect.IsUnavailable(lost)); // So the page says "try again", and the same form finds what became of the claim.
    }

    private static async Task<ClaimStore> OpenStoreAsync(FaucetDatabase database, DbConnection connection)
    {
        var store = database.Dialect.OpenClaimStore(connection);
        await store.BeginAsync();
        return store;
    }

    private static async Task AssertFlushesAsync(NpgsqlConnection connection, Func<Task> flushAsync)
    {
        await using var position = new NpgsqlCommand("SELECT pg_current_wal_insert_lsn()", connection);
        var committed = (NpgsqlTypes.NpgsqlLogSequenceNumber)(await position.ExecuteScalarAsync(Token))!; // It is never null.
        await flushAsync();
        await using var flushed = new NpgsqlCommand("SELECT pg_current_wal_flush_lsn()", connection);
        var onDisk = (NpgsqlTypes.NpgsqlLogSequenceNumber)(await flushed.ExecuteScalarAsync(Token))!; // Nor is this.
        Assert.True(onDisk >= committed, $"{onDisk} of {committed}");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<long> ScansAsync(NpgsqlConnection connection)
    {
        // What this session did is counted when this statement ends.
        await ExecuteAsync(connection, "SELECT pg_stat_force_next_flush()");
        await using var command = new NpgsqlCommand(
            """SELECT SUM(seq_scan)::bigint FROM pg_stat_user_tables WHERE relname IN ('Wallets', 'ClientBuckets', 'Claims')""", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!; // A sum over three tables.
    }
}
