using System.Data.Common;
using Faucet.Core.Ledger;
using Faucet.Engine.Claims;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Data.Sqlite;

/// <summary>SQLite runs in this process: a prepared statement per row costs a microsecond, and sets would only be taken apart again.</summary>
/// <remarks>The lock is the database's own: beginning the transaction takes it.</remarks>
internal sealed class SqliteClaimStore(SqliteConnection connection) : ClaimStore
{
    private readonly SqliteCheckpoints checkpoints = new(connection);

    private readonly SqliteStatement readWallet = new(
        connection, """SELECT "Id", "NextClaimAt", "CreatedAt" FROM "Wallets" WHERE "ScriptPubKey" = ?1""");

    private readonly SqliteStatement readBucket = new(connection, """SELECT "NextClaimAt", "NextWalletAt" FROM "ClientBuckets" WHERE "Key" = ?1""");

    private readonly SqliteStatement readNonce = new(connection, """SELECT 1 FROM "Claims" WHERE "Nonce" = ?1""");

    private readonly SqliteStatement openAccount = new(connection, """INSERT INTO "LedgerAccounts" ("Kind") VALUES ('Wallet') RETURNING "Id" """);

    private readonly SqliteStatement writeDay = new(
        connection, """INSERT INTO "OutflowDays" ("Day", "Spent") VALUES (?1, ?2) ON CONFLICT ("Day") DO UPDATE SET "Spent" = "Spent" + ?2""");

    private readonly SqliteStatement readGate = new(
        connection,
        """
        SELECT "Available", "HourSpent", "HourAt", "DaySpent", "DayAt", "SeenAt", "ClockSetBackAt", (SELECT COALESCE(MAX("Version"), 0) FROM "SettingChanges")
        FROM "ClaimGates" WHERE "Id" = 1
        """);

    private readonly SqliteStatement openWallet = new(
        connection,
        """
        INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue")
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?4 >= ?7)
        """);

    private readonly SqliteStatement creditWallet = new(
        connection,
        """
        UPDATE "Wallets" SET "Balance" = "Balance" + ?1, "NextClaimAt" = ?2, "IsDue" = "IsDue" OR "Balance" + ?1 >= ?3
        WHERE "Id" = ?4 AND "NextClaimAt" = ?5 RETURNING "Balance"
        """);

    private readonly SqliteStatement writeBucket = new(
        connection,
        """
        INSERT INTO "ClientBuckets" ("Key", "NextClaimAt", "NextWalletAt") VALUES (?1, ?2, ?3)
        ON CONFLICT ("Key") DO UPDATE SET "NextClaimAt" = ?2, "NextWalletAt" = ?3
        """);

    private readonly SqliteStatement writeClaim = new(
        connection,
        """
        INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SqliteStatement writeTransfer = new(
        connection, """INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At") VALUES (?1, ?2, ?3, 'Drip', ?4, ?5)""");

    private readonly SqliteStatement writeGate = new(
        connection,
        """
        UPDATE "ClaimGates" SET "HourSpent" = ?1, "HourAt" = ?2, "DaySpent" = ?3, "DayAt" = ?4, "SeenAt" = ?5, "ClockSetBackAt" = ?6, "Available" = ?7
        WHERE "Id" = 1
        """);

    public override Task<GroupRows> ReadAsync(DbTransaction transaction, GroupKeys keys)
    {
        var wallets = new List<WalletRow>(keys.Scripts.Count);
        var buckets = new List<BucketRow>(keys.BucketKeys.Count);
        var used = new List<byte[]>();
        var (gate, settings) = ReadGate();
        foreach (var script in keys.Scripts)
        {
            readWallet.Bind(1, script);
            if (readWallet.Step())
            {
                wallets.Add(new WalletRow(script, readWallet.Int64(0), readWallet.Int64(1), readWallet.Int64(2)));
                readWallet.Reset();
            }
        }

        foreach (var key in keys.BucketKeys)
        {
            readBucket.Bind(1, key);
            if (readBucket.Step())
            {
                buckets.Add(new BucketRow(key, readBucket.Int64(0), readBucket.Int64(1)));
                readBucket.Reset();
            }
        }

        foreach (var nonce in keys.Nonces)
        {
            readNonce.Bind(1, nonce);
            if (readNonce.Step())
            {
                used.Add(nonce);
                readNonce.Reset();
            }
        }

        return Task.FromResult(new GroupRows(gate, settings, wallets, buckets, used));
    }

    public override Task<IReadOnlyList<long>> OpenAccountsAsync(DbTransaction transaction, int count)
    {
        var ids = new long[count];
        for (var i = 0; i < count; i++)
        {
            openAccount.Step();
            ids[i] = openAccount.Int64(0);
            openAccount.Reset();
        }

        return Task.FromResult<IReadOnlyList<long>>(ids);
    }

    public override Task<IReadOnlyDictionary<long, long>> CommitAsync(DbTransaction transaction, GroupChanges changes)
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
        writeDay.Bind(1, changes.Day);
        writeDay.Bind(2, changes.DaySpend);
        writeDay.Step();
        return CommitAsync(transaction, changes, balances);
    }

    public override void AfterCommit() => checkpoints.Follow();

    public override ValueTask DisposeAsync()
    {
        SqliteStatement[] statements =
        [
            readWallet, readBucket, readNonce, openAccount, writeDay, readGate,
            openWallet, creditWallet, writeBucket, writeClaim, writeTransfer, writeGate,
        ];
        Array.ForEach(statements, statement => statement.Dispose());
        return ValueTask.CompletedTask;
    }

    private (GateRow Gate, long SettingsVersion) ReadGate()
    {
        if (!readGate.Step())
        {
            throw new GateMovedException("gate");
        }

        var gate = new GateRow(
            readGate.Int64(0), readGate.Int64(1), readGate.Int64(2), readGate.Int64(3), readGate.Int64(4), readGate.Int64(5), readGate.Int64(6));
        var version = readGate.Int64(7);
        readGate.Reset();
        return (gate, version);
    }

    private void Write(NewWalletRow wallet, long threshold)
    {
        openWallet.Bind(1, wallet.Id);
        openWallet.Bind(2, wallet.Script);
        openWallet.Bind(3, wallet.Address);
        openWallet.Bind(4, wallet.Balance);
        openWallet.Bind(5, wallet.NextClaimAt);
        openWallet.Bind(6, wallet.CreatedAt);
        openWallet.Bind(7, threshold);
        openWallet.Step();
    }

    private long? Write(CreditRow credit, long threshold)
    {
        creditWallet.Bind(1, credit.Amount);
        creditWallet.Bind(2, credit.NextClaimAt);
        creditWallet.Bind(3, threshold);
        creditWallet.Bind(4, credit.Wallet);
        creditWallet.Bind(5, credit.Seen);
        if (!creditWallet.Step())
        {
            return null;
        }

        var balance = creditWallet.Int64(0);
        creditWallet.Reset();
        return balance;
    }

    private void Write(BucketRow bucket)
    {
        writeBucket.Bind(1, bucket.Key);
        writeBucket.Bind(2, bucket.NextClaimAt);
        writeBucket.Bind(3, bucket.NextWalletAt);
        writeBucket.Step();
    }

    private void Write(ClaimRow claim)
    {
        writeClaim.Bind(1, claim.Nonce);
        writeClaim.Bind(2, claim.Wallet);
        writeClaim.Bind(3, claim.Base);
        writeClaim.Bind(4, claim.Amount);
        writeClaim.Bind(5, claim.Factors);
        writeClaim.Bind(6, claim.SettingsVersion);
        writeClaim.Bind(7, claim.At);
        writeClaim.Step();

        writeTransfer.Bind(1, SystemAccounts.Rewards);
        writeTransfer.Bind(2, claim.Wallet);
        writeTransfer.Bind(3, claim.Amount);
        writeTransfer.Bind(4, claim.Reference);
        writeTransfer.Bind(5, claim.At);
        writeTransfer.Step();
    }

    private void Write(GateRow gate)
    {
        writeGate.Bind(1, gate.HourSpent);
        writeGate.Bind(2, gate.HourAt);
        writeGate.Bind(3, gate.DaySpent);
        writeGate.Bind(4, gate.DayAt);
        writeGate.Bind(5, gate.SeenAt);
        writeGate.Bind(6, gate.ClockSetBackAt);
        writeGate.Bind(7, gate.Available);
        writeGate.Step();
    }
}
