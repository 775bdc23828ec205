using System.Data;
using System.Data.Common;
using Faucet.Core.Ledger;

namespace Faucet.Engine.Claims;

/// <summary>The statements of the crediting transaction, prepared once per group.</summary>
internal sealed class ClaimStatements(DbConnection connection, DbTransaction transaction) : IDisposable
{
    private readonly Dictionary<string, DbCommand> prepared = [];

    /// <summary>Satoshis given away on the day; its row is made if it is missing.</summary>
    public async Task<long> SpentOnAsync(int day)
    {
        if (await ReadAsync("""SELECT "Spent" FROM "OutflowDays" WHERE "Day" = @day""", ("day", day)) is [var spent])
        {
            return (long)spent;
        }

        await ExecuteAsync("""INSERT INTO "OutflowDays" ("Day", "Spent") VALUES (@day, 0)""", ("day", day));
        return 0;
    }

    public async Task<bool> SpendAsync(int day, Core.Amounts.Money before, Core.Amounts.Money after) => await ExecuteAsync(
        """UPDATE "OutflowDays" SET "Spent" = @after WHERE "Day" = @day AND "Spent" = @before""",
        ("day", day), ("before", before.Satoshis), ("after", after.Satoshis)) == 1;

    /// <summary>All gates of a known wallet in one guarded update.</summary>
    /// <returns>False: a gate is shut, or there is no such wallet.</returns>
    public async Task<bool> CreditWalletAsync(PendingClaim claim, long now, long next) => await ExecuteAsync(
        """
        UPDATE "Wallets" SET "Balance" = "Balance" + @amount, "NextClaimAt" = @next
        WHERE "ScriptPubKey" = @script AND "NextClaimAt" <= @now
          AND NOT EXISTS (SELECT 1 FROM "ClientBuckets" WHERE "Key" = @client AND "NextClaimAt" > @now)
          AND NOT EXISTS (SELECT 1 FROM "Claims" WHERE "Nonce" = @nonce)
        """,
        ("amount", claim.Drip.Amount.Satoshis), ("next", next), ("now", now), ("script", claim.Address.ScriptPubKey.Hex),
        ("client", claim.ClientKey), ("nonce", claim.Nonce)) == 1;

    /// <summary>True when there is no such wallet yet and all other gates are open.</summary>
    public async Task<bool> IsNewAsync(PendingClaim claim, long now) => await ReadAsync(
        """
        SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM "Wallets" WHERE "ScriptPubKey" = @script)
          AND NOT EXISTS (SELECT 1 FROM "ClientBuckets" WHERE "Key" = @client AND "NextClaimAt" > @now)
          AND NOT EXISTS (SELECT 1 FROM "Claims" WHERE "Nonce" = @nonce)
        """,
        ("now", now), ("script", claim.Address.ScriptPubKey.Hex), ("client", claim.ClientKey), ("nonce", claim.Nonce)) is not null;

    public async Task<(long Id, long Balance)> WalletAsync(string script) =>
        await ReadAsync("""SELECT "Id", "Balance" FROM "Wallets" WHERE "ScriptPubKey" = @script""", ("script", script)) is [var id, var balance]
            ? ((long)id, (long)balance)
            : throw new InvalidOperationException("A wallet that was just credited is gone.");

    /// <exception cref="DbException">A unique violation: another process served the same client since the guard looked.</exception>
    public async Task MoveClientAsync(PendingClaim claim, long now, long next)
    {
        if (await ExecuteAsync(
            """UPDATE "ClientBuckets" SET "NextClaimAt" = @next WHERE "Key" = @client AND "NextClaimAt" <= @now""",
            ("next", next), ("client", claim.ClientKey), ("now", now)) == 1)
        {
            return;
        }

        // A bucket that another process made meanwhile is a unique violation here, and the group is tried again.
        await ExecuteAsync(
            """INSERT INTO "ClientBuckets" ("Key", "NextClaimAt") VALUES (@client, @next)""", ("client", claim.ClientKey), ("next", next));
    }

    public Task<int> InsertClaimAsync(PendingClaim claim, long wallet, long now) => ExecuteAsync(
        """
        INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At")
        VALUES (@nonce, @wallet, @base, @amount, @factors, @version, @now)
        """,
        ("nonce", claim.Nonce), ("wallet", wallet), ("base", claim.Drip.Base.Satoshis), ("amount", claim.Drip.Amount.Satoshis),
        ("factors", ClaimFactors.Write(claim.Drip.Factors)), ("version", claim.SettingsVersion), ("now", now));

    public Task<int> InsertDripAsync(PendingClaim claim, long wallet, long now) => ExecuteAsync(
        """
        INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At")
        VALUES (@debit, @credit, @amount, @kind, @reference, @now)
        """,
        ("debit", SystemAccounts.Rewards), ("credit", wallet), ("amount", claim.Drip.Amount.Satoshis),
        ("kind", nameof(TransferKind.Drip)), ("reference", Convert.ToHexStringLower(claim.Nonce)), ("now", now));

    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }
    }

    private async Task<int> ExecuteAsync(string sql, params (string Name, object Value)[] values) =>
        await Prepare(sql, values).ExecuteNonQueryAsync();

    /// <summary>The first row, or null.</summary>
    private async Task<object[]?> ReadAsync(string sql, params (string Name, object Value)[] values)
    {
        await using var reader = await Prepare(sql, values).ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var row = new object[reader.FieldCount];
        reader.GetValues(row);
        return row;
    }

    private DbCommand Prepare(string sql, (string Name, object Value)[] values)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = transaction;
            foreach (var (name, value) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value;
                if (value is string)
                {
                    // As the columns are: SQL Server would scan an index for the other kind.
                    parameter.DbType = DbType.AnsiString;
                }

                command.Parameters.Add(parameter);
            }

            prepared.Add(sql, command);
            return command;
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i].Value;
        }

        return command;
    }
}
