using System.Data;
using System.Data.Common;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Settings;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Claims;

/// <summary>What the database says about a claim before it is decided, read by one statement at one moment.</summary>
/// <param name="SettingsVersion">The newest version of the settings; 0 while none was changed.</param>
/// <param name="IsRepeat">The captcha's nonce has credited before.</param>
/// <remarks>
/// Plain SQL that all three databases take: on the way of every claim, five EF Core queries, each with a connection taken from the pool
/// and given back, cost more than all the rest of it.
/// </remarks>
internal sealed record ClaimSituation(
    long SettingsVersion, DateTimeOffset? WalletNextClaimAt, DateTimeOffset? ClientNextClaimAt, Money GivenToday, bool IsRepeat)
{
    private const string Sql =
        """
        SELECT (SELECT MAX("Version") FROM "SettingChanges"),
               (SELECT "NextClaimAt" FROM "Wallets" WHERE "ScriptPubKey" = @script),
               (SELECT "NextClaimAt" FROM "ClientBuckets" WHERE "Key" = @client),
               (SELECT "Spent" FROM "OutflowDays" WHERE "Day" = @day),
               (SELECT "WalletId" FROM "Claims" WHERE "Nonce" = @nonce)
        """;

    public static async Task<ClaimSituation> ReadAsync(
        FaucetDbContext db, string script, byte[] client, byte[] nonce, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = Sql;
        Add(command, "script", DbType.AnsiString, script);
        Add(command, "client", DbType.Binary, client);
        Add(command, "day", DbType.Int32, OutflowDay.DayOf(now));
        Add(command, "nonce", DbType.Binary, nonce);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ClaimSituation(
            Number(reader, 0) ?? 0,
            Time(reader, 1),
            Time(reader, 2),
            Money.FromSatoshis(Number(reader, 3) ?? 0),
            Number(reader, 4) is not null);
    }

    public ClaimFacts ToFacts(DateTimeOffset now, FaucetSettings settings) => new(now, settings, WalletNextClaimAt, ClientNextClaimAt, GivenToday);

    private static void Add(DbCommand command, string name, DbType type, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.DbType = type;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private static long? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    private static DateTimeOffset? Time(DbDataReader reader, int column) =>
        Number(reader, column) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
