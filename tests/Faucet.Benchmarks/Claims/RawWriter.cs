using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Faucet.Core.Ledger;
using Faucet.Engine.Captcha.Altcha;
using Microsoft.Data.Sqlite;

namespace Faucet.Benchmarks.Claims;

/// <summary>
/// The reference: the claim's transaction in raw ADO.NET, one thread, a hundred claims per durable commit, no web in front.
/// </summary>
/// <remarks>It has statements of its own, so that making the engine's worse does not make the reference worse with it.</remarks>
internal sealed class RawWriter : IDisposable
{
    private const int GroupSize = 100;
    private const long Drip = 100;
    private const string Prefix = "raw:";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly SqliteConnection connection;
    private readonly int wallets;
    private readonly string[] scripts;
    private readonly SqliteCommand credit, wallet, moveClient, insertClient, insertClaim, insertDrip, spend;
    private long claims;

    private RawWriter(string database, int wallets)
    {
        this.wallets = wallets;
        scripts = [.. Enumerable.Range(0, wallets).Select(number => SeededWallets.Script(number).Hex)];
        connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using (var pragmas = connection.CreateCommand())
        {
            // As SqliteConnectionSettings of the engine says.
            pragmas.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=20000;";
            pragmas.ExecuteNonQuery();
        }

        credit = Prepare(
            """
            UPDATE "Wallets" SET "Balance" = "Balance" + @amount, "NextClaimAt" = @now
            WHERE "ScriptPubKey" = @script AND "NextClaimAt" <= @now
              AND NOT EXISTS (SELECT 1 FROM "ClientBuckets" WHERE "Key" = @client AND "NextClaimAt" > @now)
              AND NOT EXISTS (SELECT 1 FROM "Claims" WHERE "Nonce" = @nonce)
            """,
            "@amount", "@now", "@script", "@client", "@nonce");
        wallet = Prepare("""SELECT "Id", "Balance" FROM "Wallets" WHERE "ScriptPubKey" = @script""", "@script");
        moveClient = Prepare("""UPDATE "ClientBuckets" SET "NextClaimAt" = @now WHERE "Key" = @client AND "NextClaimAt" <= @now""", "@now", "@client");
        insertClient = Prepare("""INSERT INTO "ClientBuckets" ("Key", "NextClaimAt") VALUES (@client, @now)""", "@client", "@now");
        insertClaim = Prepare(
            """
            INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At")
            VALUES (@nonce, @wallet, @amount, @amount, 'budget=100', 1, @now)
            """,
            "@nonce", "@wallet", "@amount", "@now");
        insertDrip = Prepare(
            """
            INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At")
            VALUES (@debit, @wallet, @amount, 'Drip', @reference, @now)
            """,
            "@debit", "@wallet", "@amount", "@reference", "@now");
        spend = Prepare(
            """INSERT INTO "OutflowDays" ("Day", "Spent") VALUES (@day, @amount) ON CONFLICT ("Day") DO UPDATE SET "Spent" = "Spent" + @amount""",
            "@day", "@amount");
    }

    /// <summary>The child process: measures itself and prints one line for <see cref="RawResult.Parse"/>.</summary>
    public static void Run(string database, TimeSpan measured, int wallets)
    {
        using var writer = new RawWriter(database, wallets);
        writer.WriteFor(WarmUp);
        using var self = Process.GetCurrentProcess();
        var (before, claimsBefore, started) = (ProcessFigures.Of(self), writer.claims, Stopwatch.GetTimestamp());
        writer.WriteFor(measured);
        var (took, used, made) = (Stopwatch.GetElapsedTime(started), ProcessFigures.Of(self) - before, writer.claims - claimsBefore);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix} {made / took.TotalSeconds:F1} {used.Processor.TotalMicroseconds / made:F2} {(double)used.BytesWritten / made:F0}"));
    }

    public static RawResult Parse(string line) =>
        line.Split(' ') is [Prefix, var perSecond, var microseconds, var bytes]
            ? new RawResult(Number(perSecond), Number(microseconds), Number(bytes))
            : throw new BenchmarkException($"The raw writer said: {line}");

    public void Dispose()
    {
        foreach (var command in new[] { credit, wallet, moveClient, insertClient, insertClaim, insertDrip, spend })
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        return command;
    }

    private void WriteFor(TimeSpan span)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < span)
        {
            WriteGroup();
        }
    }

    private void WriteGroup()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var transaction = connection.BeginTransaction();
        for (var i = 0; i < GroupSize; i++)
        {
            WriteClaim(now, transaction);
        }

        Execute(spend, transaction, now.ToUnixTimeSeconds() / 86_400, GroupSize * Drip);
        transaction.Commit();
    }

    private void WriteClaim(DateTimeOffset at, SqliteTransaction transaction)
    {
        var now = at.ToUnixTimeMilliseconds();
        var nonce = AltchaChallenges.CreateNonce(at);
        var client = RandomNumberGenerator.GetBytes(16);
        var script = scripts[SeededWallets.Turn(claims++, wallets)];
        if (Execute(credit, transaction, Drip, now, script, client, nonce) != 1)
        {
            throw new BenchmarkException("A claim of the raw writer was refused.");
        }

        wallet.Transaction = transaction;
        wallet.Parameters[0].Value = script;
        long id;
        using (var reader = wallet.ExecuteReader())
        {
            reader.Read();
            id = reader.GetInt64(0);
        }

        if (Execute(moveClient, transaction, now, client) == 0)
        {
            Execute(insertClient, transaction, client, now);
        }

        Execute(insertClaim, transaction, nonce, id, Drip, now);
        Execute(insertDrip, transaction, SystemAccounts.Rewards, id, Drip, Convert.ToHexStringLower(nonce), now);
    }

    private static int Execute(SqliteCommand command, SqliteTransaction transaction, params object[] values)
    {
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQuery();
    }
}

/// <param name="Processor">Microseconds per claim.</param>
/// <param name="BytesWritten">Per claim.</param>
internal sealed record RawResult(double ClaimsPerSecond, double Processor, double BytesWritten);
