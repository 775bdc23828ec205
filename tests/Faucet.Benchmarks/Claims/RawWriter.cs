using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Faucet.Benchmarks.Faucets;
using Faucet.Core.Ledger;
using Faucet.Engine.Captcha.Altcha;
using Microsoft.Data.Sqlite;

namespace Faucet.Benchmarks.Claims;

/// <summary>
/// The reference for SQLite: the claim's transaction in raw ADO.NET, one thread, a hundred claims per durable commit, no web in front.
/// </summary>
/// <remarks>It has statements of its own, so that making the engine's worse does not make the reference worse with it.</remarks>
internal sealed class RawWriter : IDisposable
{
    private const int GroupSize = 100;
    private const long Drip = 100;
    private const string Prefix = "raw:";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private readonly SqliteConnection connection;
    private readonly List<SqliteCommand> prepared = [];
    private readonly ClaimMix mix;
    private readonly ClaimRows rows;
    private readonly string[] scripts;
    private readonly byte[][] buckets;
    private readonly SqliteCommand credit, wallet, open, bucket, claim, drip, spend;
    private long claims;

    private RawWriter(string database, long from, ClaimMix mix, ClaimRows rows)
    {
        (claims, this.mix, this.rows) = (from, mix, rows);
        scripts = [.. Enumerable.Range(0, mix.Wallets).Select(number => SeededWallets.Script(number).Hex)];
        buckets = [.. Enumerable.Range(0, mix.Wallets * rows.Buckets).Select(number => SHA256.HashData(BitConverter.GetBytes(number))[..16])];
        connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using (var pragmas = connection.CreateCommand())
        {
            // As SqliteConnectionSettings of the engine says.
            pragmas.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=40000;";
            pragmas.ExecuteNonQuery();
        }

        credit = Prepare(
            """
            UPDATE "Wallets" SET "Balance" = "Balance" + @amount, "NextClaimAt" = @now
            WHERE "ScriptPubKey" = @script AND "NextClaimAt" <= @now AND NOT EXISTS (SELECT 1 FROM "Claims" WHERE "Nonce" = @nonce)
            """,
            "@amount", "@now", "@script", "@nonce");
        wallet = Prepare("""SELECT "Id", "Balance" FROM "Wallets" WHERE "ScriptPubKey" = @script""", "@script");
        open = Prepare(
            """
            INSERT INTO "LedgerAccounts" ("Kind") VALUES ('Wallet');
            INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue")
            VALUES (last_insert_rowid(), @script, @address, @amount, @now, @now, FALSE);
            """,
            "@script", "@address", "@amount", "@now");
        bucket = Prepare(BucketSql(rows.BucketColumns), "@key", "@now");
        claim = Prepare(
            """
            INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At")
            VALUES (@nonce, @wallet, @amount, @amount, '', 1, @now)
            """,
            "@nonce", "@wallet", "@amount", "@now");
        drip = Prepare(
            """
            INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At")
            VALUES (@debit, @wallet, @amount, 'Drip', @reference, @now)
            """,
            "@debit", "@wallet", "@amount", "@reference", "@now");
        spend = Prepare(
            """INSERT INTO "OutflowDays" ("Day", "Spent") VALUES (@day, @amount) ON CONFLICT ("Day") DO UPDATE SET "Spent" = "Spent" + @amount""",
            "@day", "@amount");
    }

    /// <summary>A bucket's gate and its next time in one; shut when it changes nothing.</summary>
    public static string BucketSql(IReadOnlyList<string> columns) =>
        $"""
        INSERT INTO "ClientBuckets" ("Key", {string.Join(", ", columns.Select(column => $"\"{column}\""))}) VALUES (@key, {string.Join(", ", columns.Select(_ => "@now"))})
        ON CONFLICT ("Key") DO UPDATE SET {string.Join(", ", columns.Select(column => $"\"{column}\" = @now"))} WHERE "ClientBuckets"."{columns[0]}" <= @now
        """;

    /// <summary>The child process: measures itself and prints one line for <see cref="Parse"/>.</summary>
    /// <param name="from">The number of the claim before the first, so that no two runs open the same wallets.</param>
    public static void Run(string database, TimeSpan measured, long from, ClaimMix mix, ClaimRows rows)
    {
        using var writer = new RawWriter(database, from, mix, rows);
        writer.WriteBuckets();
        writer.WriteFor(WarmUp);
        using var self = Process.GetCurrentProcess();
        var (before, claimsBefore, started) = (ProcessFigures.Of(self), writer.claims, Stopwatch.GetTimestamp());
        writer.WriteFor(measured);
        var (took, used, made) = (Stopwatch.GetElapsedTime(started), ProcessFigures.Of(self) - before, writer.claims - claimsBefore);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix} {made / took.TotalSeconds:F1} {used.Processor.TotalMicroseconds / made:F2} {(double)used.BytesWritten / made:F0}"));
    }

    public static ReferenceResult Parse(string line) =>
        line.Split(' ') is [Prefix, var perSecond, var microseconds, var bytes]
            ? new ReferenceResult(Number(perSecond), Number(microseconds), Number(bytes))
            : throw new BenchmarkException($"The raw writer said: {line}");

    public void Dispose()
    {
        prepared.ForEach(command => command.Dispose());
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

        prepared.Add(command);
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

    /// <summary>Visitors have been there before.</summary>
    private void WriteBuckets()
    {
        using var transaction = connection.BeginTransaction();
        bucket.Transaction = transaction;
        foreach (var key in buckets)
        {
            Execute(bucket, key, 0L);
        }

        transaction.Commit();
    }

    private void WriteGroup()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var transaction = connection.BeginTransaction();
        prepared.ForEach(command => command.Transaction = transaction);
        for (var i = 0; i < GroupSize; i++)
        {
            WriteClaim(now);
        }

        Execute(spend, now.ToUnixTimeSeconds() / 86_400, GroupSize * Drip);
        transaction.Commit();
    }

    private void WriteClaim(DateTimeOffset at)
    {
        var now = at.ToUnixTimeMilliseconds();
        var nonce = AltchaChallenges.CreateNonce(at);
        var number = ++claims;
        var opened = mix.NewWallet(number);
        var script = opened is { } newcomer ? SeededWallets.Script(newcomer).Hex : scripts[mix.KnownWallet(number)];
        if (opened is { } wanted)
        {
            Execute(open, script, SeededWallets.Address(wanted), Drip, now);
        }
        else if (Execute(credit, Drip, now, script, nonce) != 1)
        {
            throw new BenchmarkException("A claim of the raw writer was refused.");
        }

        var id = WalletId(script);
        for (var i = 0; i < rows.Buckets; i++)
        {
            Execute(bucket, opened is null ? buckets[(mix.KnownWallet(number) * rows.Buckets) + i] : RandomNumberGenerator.GetBytes(16), now);
        }

        Execute(claim, nonce, id, Drip, now);
        Execute(drip, SystemAccounts.Rewards, id, Drip, Convert.ToHexStringLower(nonce), now);
    }

    private long WalletId(string script)
    {
        wallet.Parameters[0].Value = script;
        using var reader = wallet.ExecuteReader();
        reader.Read();
        return reader.GetInt64(0);
    }

    private static int Execute(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQuery();
    }
}
