using System.Data.Common;
using Faucet.Engine.Claims;
using Npgsql;

namespace Faucet.Engine.Data.Postgres;

/// <summary>PostgreSQL takes a whole group as arrays: two round trips, whatever its size.</summary>
/// <remarks>
/// Statements are planned once, by what is known of the tables then. Planned while a table is small they would read all of it, group after group, until
/// autovacuum looks at it a minute or more later; a crowd fills it in less. Everything here is found by its key, so no other plan is allowed.
/// </remarks>
internal sealed class PostgresClaimStore(NpgsqlConnection connection) : ClaimStore
{
    /// <summary>Groups are waited for here, while the next one is credited on the other connection.</summary>
    private readonly NpgsqlConnection flushing = (NpgsqlConnection)((ICloneable)connection).Clone();

    public override async Task BeginAsync()
    {
        await SetAsync(connection, "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
        await flushing.OpenAsync();
        await SetAsync(flushing, "SET enable_seqscan = off");
    }

    public override async Task<GroupRows> ReadAsync(DbTransaction transaction, GroupKeys keys)
    {
        await using var batch = Batch(transaction);
        Add(
            batch,
            """
            SELECT "Available", "HourSpent", "HourAt", "DaySpent", "DayAt", "SeenAt", "ClockSetBackAt" FROM "ClaimGates" WHERE "Id" = 1 FOR UPDATE
            """);
        Add(batch, """SELECT COALESCE(MAX("Version"), 0) FROM "SettingChanges" """);
        Add(batch, """SELECT "ScriptPubKey", "Id", "NextClaimAt", "CreatedAt" FROM "Wallets" WHERE "ScriptPubKey" = ANY ($1)""", [keys.Scripts.ToArray()]);
        Add(batch, """SELECT "Key", "NextClaimAt", "NextWalletAt" FROM "ClientBuckets" WHERE "Key" = ANY ($1)""", [keys.BucketKeys.ToArray()]);
        Add(batch, """SELECT "Nonce" FROM "Claims" WHERE "Nonce" = ANY ($1)""", [keys.Nonces.ToArray()]);
        await using var reader = await ExecuteAsync(batch);
        var gates = await ReadAsync(
            reader, r => new GateRow(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6)), isFirst: true);
        var versions = await ReadAsync(reader, r => r.GetInt64(0));
        var wallets = await ReadAsync(reader, r => new WalletRow(r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)));
        var buckets = await ReadAsync(reader, r => new BucketRow(r.GetFieldValue<byte[]>(0), r.GetInt64(1), r.GetInt64(2)));
        var used = await ReadAsync(reader, r => r.GetFieldValue<byte[]>(0));
        return new GroupRows(gates[0], versions[0], wallets, buckets, used);
    }

    public override async Task<IReadOnlyList<long>> OpenAccountsAsync(DbTransaction transaction, int count)
    {
        await using var batch = Batch(transaction);
        Add(batch, """INSERT INTO "LedgerAccounts" ("Kind") SELECT 'Wallet' FROM generate_series(1, $1) RETURNING "Id" """, count);
        await using var reader = await ExecuteAsync(batch);
        return await ReadAsync(reader, r => r.GetInt64(0), isFirst: true);
    }

    /// <remarks>
    /// The commit travels with what is committed, which saves a group a round trip. So the server has to say no if a wallet was changed: a division by zero,
    /// after which it does nothing that follows.
    /// </remarks>
    public override async Task<IReadOnlyDictionary<long, long>> CommitAsync(DbTransaction transaction, GroupChanges changes)
    {
        await using var batch = Batch(transaction);
        Add(
            batch,
            """
            WITH credited AS (
                UPDATE "Wallets" w SET "Balance" = w."Balance" + c.amount, "NextClaimAt" = c.next, "IsDue" = w."IsDue" OR w."Balance" + c.amount >= $5
                FROM unnest($1, $2, $3, $4) AS c(id, amount, next, seen) WHERE w."Id" = c.id AND w."NextClaimAt" = c.seen
                RETURNING w."Id", w."Balance")
            SELECT COALESCE(array_agg("Id"), '{}'), COALESCE(array_agg("Balance"), '{}'), 1 / (count(*) = cardinality($1))::int FROM credited
            """,
            changes.Credits.Select(c => c.Wallet).ToArray(),
            changes.Credits.Select(c => c.Amount).ToArray(),
            changes.Credits.Select(c => c.NextClaimAt).ToArray(),
            changes.Credits.Select(c => c.Seen).ToArray(),
            changes.Threshold);
        if (changes.NewWallets.Count > 0)
        {
            AddNewWallets(batch, changes);
        }

        AddClaims(batch, changes.Claims);
        Add(
            batch,
            """
            INSERT INTO "ClientBuckets" ("Key", "NextClaimAt", "NextWalletAt") SELECT * FROM unnest($1, $2, $3)
            ON CONFLICT ("Key") DO UPDATE SET "NextClaimAt" = EXCLUDED."NextClaimAt", "NextWalletAt" = EXCLUDED."NextWalletAt"
            """,
            changes.Buckets.Select(b => b.Key).ToArray(),
            changes.Buckets.Select(b => b.NextClaimAt).ToArray(),
            changes.Buckets.Select(b => b.NextWalletAt).ToArray());
        var gate = changes.Gate;
        Add(
            batch,
            """
            UPDATE "ClaimGates" SET "HourSpent" = $1, "HourAt" = $2, "DaySpent" = $3, "DayAt" = $4, "SeenAt" = $5, "ClockSetBackAt" = $6, "Available" = $7
            WHERE "Id" = 1
            """,
            gate.HourSpent, gate.HourAt, gate.DaySpent, gate.DayAt, gate.SeenAt, gate.ClockSetBackAt, gate.Available);
        Add(
            batch,
            """INSERT INTO "OutflowDays" AS d ("Day", "Spent") VALUES ($1, $2) ON CONFLICT ("Day") DO UPDATE SET "Spent" = d."Spent" + $2""",
            changes.Day, changes.DaySpend);

        // A commit that waits for the disk keeps the gate's lock meanwhile: FlushAsync waits instead (decision 29). Local, so that no pool hands it on to others.
        Add(batch, "SET LOCAL synchronous_commit = off");
        Add(batch, "COMMIT");
        try
        {
            await using var reader = await ExecuteAsync(batch);
            var balances = await ReadAsync(reader, r => r.GetFieldValue<long[]>(0).Zip(r.GetFieldValue<long[]>(1)), isFirst: true);

            // An error of a later statement shows only when its result is reached.
            while (await reader.NextResultAsync())
            {
            }

            return balances[0].ToDictionary(b => b.First, b => b.Second);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DivisionByZero)
        {
            throw new GateMovedException("wallets");
        }
    }

    /// <remarks>
    /// It looks for the claim because a connection says nothing of what came before it: behind a pooler it may lead to a server that started again and
    /// knows of no such group.
    /// </remarks>
    /// <exception cref="NpgsqlException">Also if the server has lost the group.</exception>
    public override async Task FlushAsync(byte[] claim)
    {
        await using var command = new NpgsqlCommand(
            $"""SELECT EXISTS (SELECT FROM "Claims" WHERE "Nonce" = $1), {PostgresDialect.WriteNothing}""", flushing);
        command.Parameters.Add(new NpgsqlParameter { Value = claim });
        await command.PrepareAsync();
        if (await command.ExecuteScalarAsync() is not true)
        {
            throw new NpgsqlException("PostgreSQL lost a group of claims between its commit and its flush.");
        }
    }

    public override ValueTask DisposeAsync() => flushing.DisposeAsync();

    private static async Task SetAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void AddNewWallets(NpgsqlBatch batch, GroupChanges changes) => Add(
        batch,
        """
        INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue")
        SELECT n.id, n.script, n.address, n.balance, n.next, n.created, n.balance >= $7
        FROM unnest($1, $2, $3, $4, $5, $6) AS n(id, script, address, balance, next, created)
        """,
        changes.NewWallets.Select(w => w.Id).ToArray(),
        changes.NewWallets.Select(w => w.Script).ToArray(),
        changes.NewWallets.Select(w => w.Address).ToArray(),
        changes.NewWallets.Select(w => w.Balance).ToArray(),
        changes.NewWallets.Select(w => w.NextClaimAt).ToArray(),
        changes.NewWallets.Select(w => w.CreatedAt).ToArray(),
        changes.Threshold);

    private static void AddClaims(NpgsqlBatch batch, IReadOnlyList<ClaimRow> claims)
    {
        var nonces = claims.Select(c => c.Nonce).ToArray();
        var wallets = claims.Select(c => c.Wallet).ToArray();
        var amounts = claims.Select(c => c.Amount).ToArray();
        var times = claims.Select(c => c.At).ToArray();
        Add(
            batch,
            """
            INSERT INTO "Claims" ("Nonce", "WalletId", "Amount", "At", "Base", "Factors", "SettingsVersion")
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            """,
            nonces, wallets, amounts, times,
            claims.Select(c => c.Base).ToArray(),
            claims.Select(c => c.Factors).ToArray(),
            claims.Select(c => c.SettingsVersion).ToArray());
        Add(
            batch,
            """
            INSERT INTO "LedgerTransfers" ("Debit", "Kind", "Credit", "Amount", "At", "Reference")
            SELECT 3, 'Drip', c.* FROM unnest($1, $2, $3, $4) AS c(credit, amount, at, reference)
            """,
            wallets, amounts, times, claims.Select(c => c.Reference).ToArray());
    }

    private NpgsqlBatch Batch(DbTransaction transaction) => new(connection, (NpgsqlTransaction)transaction);

    /// <summary>What was prepared on this connection stays so: planning anew costs more than a small group.</summary>
    private static async Task<NpgsqlDataReader> ExecuteAsync(NpgsqlBatch batch)
    {
        await batch.PrepareAsync();
        return await batch.ExecuteReaderAsync();
    }

    private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, bool isFirst = false)
    {
        if (!isFirst && !await reader.NextResultAsync())
        {
            throw new InvalidOperationException("A result is missing.");
        }

        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
