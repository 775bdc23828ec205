using System.Data.Common;
using Faucet.Core.Ledger;
using Faucet.Engine.Claims;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>SQLite runs in this process: a prepared statement per row costs a microsecond, and sets would only be taken apart again.</summary>
/// <remarks>The lock is the database's own: beginning the transaction takes it.</remarks>
internal sealed class SqliteClaimStore(SqliteConnection connection) : ClaimStore
{
    private readonly List<SqliteStatement> prepared = [];
    private readonly SqliteCheckpoints checkpoints = new(connection);
    private SqliteStatement? readGate, readWallet, readBucket, readNonce, openAccount, openWallet, creditWallet, writeBucket, writeClaim, writeTransfer, writeGate, writeDay;

    public override Task<GroupRows> ReadAsync(DbTransaction transaction, GroupKeys keys)
    {
        var wallets = new List<WalletRow>(keys.Scripts.Count);
        var buckets = new List<BucketRow>(keys.BucketKeys.Count);
        var used = new List<byte[]>();
        var (gate, settings) = ReadGate();
        foreach (var script in keys.Scripts)
        {
            var wallet = Prepare(ref readWallet, """SELECT "Id", "NextClaimAt", "CreatedAt" FROM "Wallets" WHERE "ScriptPubKey" = ?1""");
            wallet.Bind(1, script);
            if (wallet.Step())
            {
                wallets.Add(new WalletRow(script, wallet.Int64(0), wallet.Int64(1), wallet.Int64(2)));
                wallet.Reset();
            }
        }

        foreach (var key in keys.BucketKeys)
        {
            var bucket = Prepare(ref readBucket, """SELECT "NextClaimAt", "NextWalletAt" FROM "ClientBuckets" WHERE "Key" = ?1""");
            bucket.Bind(1, key);
            if (bucket.Step())
            {
                buckets.Add(new BucketRow(key, bucket.Int64(0), bucket.Int64(1)));
                bucket.Reset();
            }
        }

        foreach (var nonce in keys.Nonces)
        {
            var claim = Prepare(ref readNonce, """SELECT 1 FROM "Claims" WHERE "Nonce" = ?1""");
            claim.Bind(1, nonce);
            if (claim.Step())
            {
                used.Add(nonce);
                claim.Reset();
            }
        }

        return Task.FromResult(new GroupRows(gate, settings, wallets, buckets, used));
    }

    public override Task<IReadOnlyList<long>> OpenAccountsAsync(DbTransaction transaction, int count)
    {
        var ids = new long[count];
        for (var i = 0; i < count; i++)
        {
            var account = Prepare(ref openAccount, """INSERT INTO "LedgerAccounts" ("Kind") VALUES ('Wallet') RETURNING "Id" """);
            account.Step();
            ids[i] = account.Int64(0);
            account.Reset();
        }

        return Task.FromResult<IReadOnlyList<long>>(ids);
    }

    public override Task<IReadOnlyDictionary<long, long>> WriteAsync(DbTransaction transaction, GroupChanges changes)
    {
        foreach (var wallet in changes.NewWallets)
        {
            Write(wallet, changes.Threshold);
        }

        var balances = new Dictionary<long, long>(changes.Credits.Count);
        foreach (var credit in changes.Credits)
        {
            if (Write(credit, changes.Threshold) is { } after)
            {
                balances.Add(credit.Wallet, after);
            }
        }

        foreach (var bucket in changes.Buckets)
        {
            Write(bucket);
        }

        foreach (var claim in changes.Claims)
        {
            Write(claim);
        }

        Write(changes.Gate);
        var day = Prepare(
            ref writeDay, """INSERT INTO "OutflowDays" ("Day", "Spent") VALUES (?1, ?2) ON CONFLICT ("Day") DO UPDATE SET "Spent" = "Spent" + ?2""");
        day.Bind(1, changes.Day);
        day.Bind(2, changes.DaySpend);
        day.Step();
        return Task.FromResult<IReadOnlyDictionary<long, long>>(balances);
    }

    public override void AfterCommit() => checkpoints.Follow();

    public override ValueTask DisposeAsync()
    {
        prepared.ForEach(statement => statement.Dispose());
        prepared.Clear();
        return ValueTask.CompletedTask;
    }

    private (GateRow Gate, long SettingsVersion) ReadGate()
    {
        if (readGate is null)
        {
            // 16 MB instead of 2: the upper levels of all indexes of millions of claims, which every claim passes through.
            SqliteStatement.Run(connection, "PRAGMA cache_size = -16384");
        }

        var row = Prepare(
            ref readGate,
            """
            SELECT "HourSpent", "HourAt", "DaySpent", "DayAt", "SeenAt", "ClockSetBackAt", (SELECT COALESCE(MAX("Version"), 0) FROM "SettingChanges")
            FROM "ClaimGates" WHERE "Id" = 1
            """);
        if (!row.Step())
        {
            throw new GateMovedException("gate");
        }

        var gate = new GateRow(row.Int64(0), row.Int64(1), row.Int64(2), row.Int64(3), row.Int64(4), row.Int64(5));
        var version = row.Int64(6);
        row.Reset();
        return (gate, version);
    }

    private void Write(NewWalletRow wallet, long threshold)
    {
        var row = Prepare(
            ref openWallet,
            """
            INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue")
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?4 >= ?7)
            """);
        row.Bind(1, wallet.Id);
        row.Bind(2, wallet.Script);
        row.Bind(3, wallet.Address);
        row.Bind(4, wallet.Balance);
        row.Bind(5, wallet.NextClaimAt);
        row.Bind(6, wallet.CreatedAt);
        row.Bind(7, threshold);
        row.Step();
    }

    private long? Write(CreditRow credit, long threshold)
    {
        var row = Prepare(
            ref creditWallet,
            """
            UPDATE "Wallets" SET "Balance" = "Balance" + ?1, "NextClaimAt" = ?2, "IsDue" = "IsDue" OR "Balance" + ?1 >= ?3
            WHERE "Id" = ?4 AND "NextClaimAt" = ?5 RETURNING "Balance"
            """);
        row.Bind(1, credit.Amount);
        row.Bind(2, credit.NextClaimAt);
        row.Bind(3, threshold);
        row.Bind(4, credit.Wallet);
        row.Bind(5, credit.Seen);
        if (!row.Step())
        {
            return null;
        }

        var balance = row.Int64(0);
        row.Reset();
        return balance;
    }

    private void Write(BucketRow bucket)
    {
        var row = Prepare(
            ref writeBucket,
            """
            INSERT INTO "ClientBuckets" ("Key", "NextClaimAt", "NextWalletAt") VALUES (?1, ?2, ?3)
            ON CONFLICT ("Key") DO UPDATE SET "NextClaimAt" = ?2, "NextWalletAt" = ?3
            """);
        row.Bind(1, bucket.Key);
        row.Bind(2, bucket.NextClaimAt);
        row.Bind(3, bucket.NextWalletAt);
        row.Step();
    }

    private void Write(ClaimRow claim)
    {
        var row = Prepare(
            ref writeClaim,
            """
            INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        row.Bind(1, claim.Nonce);
        row.Bind(2, claim.Wallet);
        row.Bind(3, claim.Base);
        row.Bind(4, claim.Amount);
        row.Bind(5, claim.Factors);
        row.Bind(6, claim.SettingsVersion);
        row.Bind(7, claim.At);
        row.Step();

        var transfer = Prepare(
            ref writeTransfer,
            """INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At") VALUES (?1, ?2, ?3, 'Drip', ?4, ?5)""");
        transfer.Bind(1, SystemAccounts.Rewards);
        transfer.Bind(2, claim.Wallet);
        transfer.Bind(3, claim.Amount);
        transfer.Bind(4, claim.Reference);
        transfer.Bind(5, claim.At);
        transfer.Step();
    }

    private void Write(GateRow gate)
    {
        var row = Prepare(
            ref writeGate,
            """
            UPDATE "ClaimGates" SET "HourSpent" = ?1, "HourAt" = ?2, "DaySpent" = ?3, "DayAt" = ?4, "SeenAt" = ?5, "ClockSetBackAt" = ?6 WHERE "Id" = 1
            """);
        row.Bind(1, gate.HourSpent);
        row.Bind(2, gate.HourAt);
        row.Bind(3, gate.DaySpent);
        row.Bind(4, gate.DayAt);
        row.Bind(5, gate.SeenAt);
        row.Bind(6, gate.ClockSetBackAt);
        row.Step();
    }

    private SqliteStatement Prepare(ref SqliteStatement? statement, string sql)
    {
        if (statement is null)
        {
            prepared.Add(statement = new SqliteStatement(connection, sql));
        }

        return statement;
    }
}
