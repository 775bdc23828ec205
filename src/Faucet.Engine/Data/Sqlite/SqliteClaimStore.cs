using System.Data.Common;
using Faucet.Core.Ledger;
using Faucet.Engine.Claims;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>SQLite runs in this process: a prepared statement per row costs microseconds, and sets would only be taken apart again.</summary>
/// <remarks>The lock is the database's own: beginning the transaction takes it.</remarks>
internal sealed class SqliteClaimStore(SqliteConnection connection) : ClaimStore
{
    private readonly Dictionary<string, SqliteCommand> prepared = [];

    public override Task<GroupRows> ReadAsync(DbTransaction transaction, GroupKeys keys)
    {
        var gate = Row(
            transaction,
            """
            SELECT "HourSpent", "HourAt", "DaySpent", "DayAt", "SeenAt", "ClockSetBackAt", (SELECT COALESCE(MAX("Version"), 0) FROM "SettingChanges")
            FROM "ClaimGates" WHERE "Id" = 1
            """,
            [],
            r => (Gate: new GateRow(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5)), Settings: r.GetInt64(6)));
        var wallets = new List<WalletRow>(keys.Scripts.Count);
        foreach (var script in keys.Scripts)
        {
            Add(wallets, Row(
                transaction,
                """SELECT "Id", "NextClaimAt", "CreatedAt" FROM "Wallets" WHERE "ScriptPubKey" = @script""",
                [script],
                r => new WalletRow(script, r.GetInt64(0), r.GetInt64(1), r.GetInt64(2))));
        }

        var buckets = new List<BucketRow>(keys.BucketKeys.Count);
        foreach (var key in keys.BucketKeys)
        {
            Add(buckets, Row(
                transaction,
                """SELECT "NextClaimAt", "NextWalletAt" FROM "ClientBuckets" WHERE "Key" = @key""",
                [key],
                r => new BucketRow(key, r.GetInt64(0), r.GetInt64(1))));
        }

        var used = new List<byte[]>();
        foreach (var nonce in keys.Nonces)
        {
            Add(used, Row(transaction, """SELECT 1 FROM "Claims" WHERE "Nonce" = @nonce""", [nonce], _ => nonce));
        }

        return Task.FromResult(new GroupRows(gate.Gate, gate.Settings, wallets, buckets, used));
    }

    public override Task<IReadOnlyList<long>> OpenAccountsAsync(DbTransaction transaction, int count)
    {
        var ids = new long[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = Row(transaction, """INSERT INTO "LedgerAccounts" ("Kind") VALUES ('Wallet') RETURNING "Id" """, [], r => r.GetInt64(0));
        }

        return Task.FromResult<IReadOnlyList<long>>(ids);
    }

    public override Task<IReadOnlyDictionary<long, long>> WriteAsync(DbTransaction transaction, GroupChanges changes)
    {
        foreach (var wallet in changes.NewWallets)
        {
            Execute(
                transaction,
                """
                INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue")
                VALUES (@id, @script, @address, @balance, @next, @created, @balance >= @threshold)
                """,
                [wallet.Id, wallet.Script, wallet.Address, wallet.Balance, wallet.NextClaimAt, wallet.CreatedAt, changes.Threshold]);
        }

        var balances = new Dictionary<long, long>(changes.Credits.Count);
        foreach (var credit in changes.Credits)
        {
            var balance = Row(
                transaction,
                """
                UPDATE "Wallets" SET "Balance" = "Balance" + @amount, "NextClaimAt" = @next, "IsDue" = "IsDue" OR "Balance" + @amount >= @threshold
                WHERE "Id" = @id AND "NextClaimAt" = @seen RETURNING "Balance"
                """,
                [credit.Amount, credit.NextClaimAt, changes.Threshold, credit.Wallet, credit.Seen],
                r => (long?)r.GetInt64(0));
            if (balance is { } after)
            {
                balances.Add(credit.Wallet, after);
            }
        }

        foreach (var bucket in changes.Buckets)
        {
            Execute(
                transaction,
                """
                INSERT INTO "ClientBuckets" ("Key", "NextClaimAt", "NextWalletAt") VALUES (@key, @claim, @wallet)
                ON CONFLICT ("Key") DO UPDATE SET "NextClaimAt" = @claim, "NextWalletAt" = @wallet
                """,
                [bucket.Key, bucket.NextClaimAt, bucket.NextWalletAt]);
        }

        foreach (var claim in changes.Claims)
        {
            Write(transaction, claim);
        }

        var gate = changes.Gate;
        Execute(
            transaction,
            """
            UPDATE "ClaimGates" SET "HourSpent" = @hs, "HourAt" = @ha, "DaySpent" = @ds, "DayAt" = @da, "SeenAt" = @seen, "ClockSetBackAt" = @back WHERE "Id" = 1
            """,
            [gate.HourSpent, gate.HourAt, gate.DaySpent, gate.DayAt, gate.SeenAt, gate.ClockSetBackAt]);
        Execute(
            transaction,
            """INSERT INTO "OutflowDays" ("Day", "Spent") VALUES (@day, @spend) ON CONFLICT ("Day") DO UPDATE SET "Spent" = "Spent" + @spend""",
            [changes.Day, changes.DaySpend]);
        return Task.FromResult<IReadOnlyDictionary<long, long>>(balances);
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        prepared.Clear();
        return ValueTask.CompletedTask;
    }

    private void Write(DbTransaction transaction, ClaimRow claim)
    {
        Execute(
            transaction,
            """
            INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At")
            VALUES (@nonce, @wallet, @base, @amount, @factors, @version, @now)
            """,
            [claim.Nonce, claim.Wallet, claim.Base, claim.Amount, claim.Factors, claim.SettingsVersion, claim.At]);
        Execute(
            transaction,
            """
            INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At")
            VALUES (@debit, @credit, @amount, 'Drip', @reference, @now)
            """,
            [SystemAccounts.Rewards, claim.Wallet, claim.Amount, claim.Reference, claim.At]);
    }

    private static void Add<T>(List<T> list, T? found)
        where T : class
    {
        if (found is not null)
        {
            list.Add(found);
        }
    }

    private void Execute(DbTransaction transaction, string sql, ReadOnlySpan<object> values) => Prepare(transaction, sql, values).ExecuteNonQuery();

    private T? Row<T>(DbTransaction transaction, string sql, ReadOnlySpan<object> values, Func<SqliteDataReader, T> read)
    {
        using var reader = Prepare(transaction, sql, values).ExecuteReader();
        return reader.Read() ? read(reader) : default;
    }

    /// <summary>The statement with its values bound, in the order in which its parameters first appear.</summary>
    private SqliteCommand Prepare(DbTransaction transaction, string sql, ReadOnlySpan<object> values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var name in StatementParameters.Of(sql))
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            prepared.Add(sql, command);
        }

        command.Transaction = (SqliteTransaction)transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
