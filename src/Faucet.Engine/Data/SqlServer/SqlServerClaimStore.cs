using System.Data;
using System.Data.Common;
using System.Text.Json;
using Faucet.Engine.Claims;
using Microsoft.Data.SqlClient;

namespace Faucet.Engine.Data.SqlServer;

/// <summary>SQL Server takes a whole group as JSON: two round trips, whatever its size, and no types to create beforehand.</summary>
/// <remarks>JSON has no bytes: keys travel as hex (style 2). Strings are typed as their columns are, or their indexes would be scanned.</remarks>
internal sealed class SqlServerClaimStore(DbConnection connection) : ClaimStore
{
    private const string Lock =
        """
        UPDATE "ClaimGates" SET "SeenAt" = "SeenAt" WHERE "Id" = 1;
        SELECT "Available", "HourSpent", "HourAt", "DaySpent", "DayAt", "SeenAt", "ClockSetBackAt", (SELECT COALESCE(MAX("Version"), 0) FROM "SettingChanges") AS "Settings"
        FROM "ClaimGates" WHERE "Id" = 1;
        """;

    private const string Read =
        """
        SELECT w."ScriptPubKey", w."Id", w."NextClaimAt", w."CreatedAt" FROM "Wallets" w
        JOIN OPENJSON(@scripts) WITH ("Script" varchar(84) '$') s ON s."Script" = w."ScriptPubKey";
        SELECT b."Key", b."NextClaimAt", b."NextWalletAt" FROM "ClientBuckets" b
        JOIN OPENJSON(@keys) WITH ("Hex" varchar(32) '$') k ON CONVERT(varbinary(16), k."Hex", 2) = b."Key";
        SELECT c."Nonce" FROM "Claims" c
        JOIN OPENJSON(@nonces) WITH ("Hex" varchar(32) '$') n ON CONVERT(varbinary(16), n."Hex", 2) = c."Nonce";
        """;

    private const string OpenAccounts =
        """
        INSERT INTO "LedgerAccounts" ("Kind") OUTPUT INSERTED."Id"
        SELECT 'Wallet' FROM OPENJSON(@numbers);
        """;

    private const string Write =
        """
        UPDATE w SET w."Balance" = w."Balance" + c."Amount", w."NextClaimAt" = c."NextClaimAt",
            w."IsDue" = CASE WHEN w."IsDue" = 1 OR w."Balance" + c."Amount" >= @threshold THEN 1 ELSE 0 END
        OUTPUT INSERTED."Id", INSERTED."Balance"
        FROM "Wallets" w JOIN OPENJSON(@credits) WITH ("Wallet" bigint, "Amount" bigint, "NextClaimAt" bigint, "Seen" bigint) c
            ON c."Wallet" = w."Id" AND c."Seen" = w."NextClaimAt";
        INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue")
        SELECT n."Id", n."Script", n."Address", n."Balance", n."NextClaimAt", n."CreatedAt", CASE WHEN n."Balance" >= @threshold THEN 1 ELSE 0 END
        FROM OPENJSON(@opened) WITH (
            "Id" bigint, "Script" varchar(84), "Address" varchar(100), "Balance" bigint, "NextClaimAt" bigint, "CreatedAt" bigint) n;
        INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At")
        SELECT CONVERT(varbinary(16), c."Reference", 2), c."Wallet", c."Base", c."Amount", c."Factors", c."SettingsVersion", c."At"
        FROM OPENJSON(@claims) WITH (
            "Reference" varchar(32), "Wallet" bigint, "Base" bigint, "Amount" bigint, "Factors" varchar(300), "SettingsVersion" bigint, "At" bigint) c;
        INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At")
        SELECT 3, c."Wallet", c."Amount", 'Drip', c."Reference", c."At"
        FROM OPENJSON(@claims) WITH ("Reference" varchar(32), "Wallet" bigint, "Amount" bigint, "At" bigint) c;
        UPDATE b SET b."NextClaimAt" = k."NextClaimAt", b."NextWalletAt" = k."NextWalletAt"
        FROM "ClientBuckets" b JOIN OPENJSON(@buckets) WITH ("Hex" varchar(32), "NextClaimAt" bigint, "NextWalletAt" bigint) k
            ON CONVERT(varbinary(16), k."Hex", 2) = b."Key";
        INSERT INTO "ClientBuckets" ("Key", "NextClaimAt", "NextWalletAt")
        SELECT CONVERT(varbinary(16), k."Hex", 2), k."NextClaimAt", k."NextWalletAt"
        FROM OPENJSON(@buckets) WITH ("Hex" varchar(32), "NextClaimAt" bigint, "NextWalletAt" bigint) k
        WHERE NOT EXISTS (SELECT 1 FROM "ClientBuckets" b WHERE b."Key" = CONVERT(varbinary(16), k."Hex", 2));
        UPDATE "ClaimGates" SET "Available" = @available, "HourSpent" = @hourSpent, "HourAt" = @hourAt, "DaySpent" = @daySpent, "DayAt" = @dayAt,
            "SeenAt" = @seenAt, "ClockSetBackAt" = @clockSetBackAt WHERE "Id" = 1;
        UPDATE "OutflowDays" SET "Spent" = "Spent" + @spend WHERE "Day" = @day;
        INSERT INTO "OutflowDays" ("Day", "Spent") SELECT @day, @spend WHERE NOT EXISTS (SELECT 1 FROM "OutflowDays" WHERE "Day" = @day);
        """;

    public override async Task<GroupRows> ReadAsync(DbTransaction transaction, GroupKeys keys)
    {
        await using var command = Command(
            transaction,
            Lock + Read,
            ("scripts", keys.Scripts),
            ("keys", keys.BucketKeys.Select(Convert.ToHexStringLower)),
            ("nonces", keys.Nonces.Select(Convert.ToHexStringLower)));
        await using var reader = await command.ExecuteReaderAsync();
        var gates = await RowsAsync(reader, r => (
            Gate: new GateRow(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6)), Settings: r.GetInt64(7)));
        var wallets = await RowsAsync(reader, r => new WalletRow(r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)));
        var buckets = await RowsAsync(reader, r => new BucketRow(r.GetFieldValue<byte[]>(0), r.GetInt64(1), r.GetInt64(2)));
        var used = await RowsAsync(reader, r => r.GetFieldValue<byte[]>(0));
        return new GroupRows(gates[0].Gate, gates[0].Settings, wallets, buckets, used);
    }

    public override async Task<IReadOnlyList<long>> OpenAccountsAsync(DbTransaction transaction, int count)
    {
        await using var command = Command(transaction, OpenAccounts, ("numbers", Enumerable.Range(0, count)));
        await using var reader = await command.ExecuteReaderAsync();
        return await RowsAsync(reader, r => r.GetInt64(0));
    }

    public override async Task<IReadOnlyDictionary<long, long>> CommitAsync(DbTransaction transaction, GroupChanges changes)
    {
        await using var command = Command(
            transaction,
            Write,
            ("credits", changes.Credits),
            ("opened", changes.NewWallets),
            ("claims", changes.Claims.Select(c => new { c.Reference, c.Wallet, c.Base, c.Amount, c.Factors, c.SettingsVersion, c.At })),
            ("buckets", changes.Buckets.Select(b => new { Hex = Convert.ToHexStringLower(b.Key), b.NextClaimAt, b.NextWalletAt })));
        var gate = changes.Gate;
        foreach (var (name, value) in new[]
        {
            ("threshold", changes.Threshold), ("available", gate.Available), ("hourSpent", gate.HourSpent), ("hourAt", gate.HourAt), ("daySpent", gate.DaySpent), ("dayAt", gate.DayAt),
            ("seenAt", gate.SeenAt), ("clockSetBackAt", gate.ClockSetBackAt), ("spend", changes.DaySpend),
        })
        {
            command.Parameters.Add(new SqlParameter(name, SqlDbType.BigInt) { Value = value });
        }

        command.Parameters.Add(new SqlParameter("day", SqlDbType.Int) { Value = changes.Day });
        return await CommitAsync(transaction, changes, await BalancesAsync(command));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private DbCommand Command(DbTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Rows)> sets)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, rows) in sets)
        {
            command.Parameters.Add(new SqlParameter(name, SqlDbType.NVarChar, -1) { Value = JsonSerializer.Serialize(rows) });
        }

        return command;
    }

    private static async Task<Dictionary<long, long>> BalancesAsync(DbCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        var balances = await RowsAsync(reader, r => (Id: r.GetInt64(0), Balance: r.GetInt64(1)));
        return balances.ToDictionary(b => b.Id, b => b.Balance);
    }

    /// <summary>The rows of the current result; moves on to the next, and with it meets the errors of the statements in between.</summary>
    private static async Task<List<T>> RowsAsync<T>(DbDataReader reader, Func<DbDataReader, T> read)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        await reader.NextResultAsync();
        return rows;
    }
}
