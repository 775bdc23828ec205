using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Faucet.Benchmarks.Databases;
using Faucet.Benchmarks.Faucets;

namespace Faucet.Benchmarks.Claims;

/// <summary>For PostgreSQL: pgbench with the claim's transaction, one per claim, prepared, as many connections as the faucet has clients.</summary>
/// <remarks>
/// It leaves out what all claims share, and the faucet touches once per group: the day's row, with which pgbench does a tenth of this, since each claim
/// would wait for the flush of the one before. And it looks for each transfer's account by a foreign key, which is dear for a group but cheaper than the faucet's trigger for one
/// row; without one to the account of Rewards, on which 64 transactions would share a lock that is dear to share.
/// </remarks>
internal sealed partial class PgbenchReference(PostgresDatabase database, ClaimRows rows, ClaimMix mix, int clients, string folder) : IReference
{
    private const int Drip = 100;

    private const string Now = "(extract(epoch from now()) * 1000)::bigint";

    // Variables of pgbench; the first statement sets "at". The nonce begins with the time, as the faucet's does.
    private const string At = ":at::bigint";
    private const string Nonce = $"(substring(int8send({At}) from 3) || int8send(:n::bigint) || int2send((:n2::int)::smallint))";

    public string Description => $"pgbench, one transaction per claim, prepared, {clients} connections";

    public double Goal(int clients) => clients >= 256 ? 2.5 : 1.5;

    public async Task<ReferenceResult> MeasureAsync(TimeSpan measured, CancellationToken cancellationToken)
    {
        var known = await WriteScriptAsync("known.sql", "\\set wallet random(0, " + Text(mix.Wallets - 1) + ")", Known());
        var opening = await WriteScriptAsync("new.sql", "\\set wallet random(0, 2000000000)", Opening());
        string[] scripts = mix.NewWalletsPercent switch
        {
            0 => ["-f", known],
            100 => ["-f", opening],
            _ => ["-f", $"{known}@{Text(100 - mix.NewWalletsPercent)}", "-f", $"{opening}@{Text(mix.NewWalletsPercent)}"],
        };
        await PrepareAsync();
        var before = database.ServerFigures();
        var said = await ChildOutput.AllAsync(new ProcessStartInfo(
            PostgresCluster.Program("pgbench"),
            ["-n", "-M", "prepared", "-c", Text(clients), "-j", "2", "-T", Text((int)measured.TotalSeconds), .. scripts,
             "-h", "127.0.0.1", "-p", Text(database.Cluster.Port), "-U", "faucet", database.Name]));
        var used = database.ServerFigures() - before;
        var (perSecond, made) = (Find(PerSecond(), said), Find(Processed(), said));
        return new ReferenceResult(perSecond, used.Processor.TotalMicroseconds / made, used.BytesWritten / made);
    }

    private async Task<string> WriteScriptAsync(string name, string wallet, string credit)
    {
        var file = Path.Combine(folder, name);
        var buckets = Enumerable.Range(0, rows.Buckets).Select(i => RawWriter.BucketSql(rows.BucketColumns)
            .Replace("@key", Key(i), StringComparison.Ordinal)
            .Replace("@now", At, StringComparison.Ordinal) + ";");
        string[] lines =
        [
            wallet,
            "\\set n random(0, 9000000000000000000)",
            "\\set n2 random(0, 30000)",
            "BEGIN;",
            credit,
            .. buckets,
            $"""
            INSERT INTO "Claims" ("Nonce", "WalletId", "Base", "Amount", "Factors", "SettingsVersion", "At")
            VALUES ({Nonce}, :id::bigint, {Drip}, {Drip}, '', 1, {At});
            """,
            $"""
            INSERT INTO "LedgerTransfers" ("Debit", "Credit", "Amount", "Kind", "Reference", "At")
            VALUES (3, :id::bigint, {Drip}, 'Drip', encode({Nonce}, 'hex'), {At});
            """,
            "END;",
        ];
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }

    /// <summary>Visitors have been there before.</summary>
    private async Task PrepareAsync()
    {
        await using var connection = database.Open();
        await using var command = connection.CreateCommand();
        var columns = string.Join(", ", rows.BucketColumns.Select(column => $"\"{column}\""));
        command.CommandText =
            """
            DROP TRIGGER IF EXISTS "LedgerTransfers_accounts_exist" ON "LedgerTransfers";
            ALTER TABLE "LedgerTransfers" DROP CONSTRAINT IF EXISTS "FK_LedgerTransfers_LedgerAccounts_Credit",
                ADD CONSTRAINT "FK_LedgerTransfers_LedgerAccounts_Credit" FOREIGN KEY ("Credit") REFERENCES "LedgerAccounts";
            """ + string.Join(' ', Enumerable.Range(0, rows.Buckets).Select(i =>
            $"INSERT INTO \"ClientBuckets\" (\"Key\", {columns}) SELECT {Key(i).Replace(":wallet", "wallet", StringComparison.Ordinal)}, {string.Join(", ", rows.BucketColumns.Select(_ => "0"))} "
            + $"FROM generate_series(0, {Text(mix.Wallets - 1)}) AS wallet ON CONFLICT DO NOTHING;"));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Of a bucket of the wallet's owner.</summary>
    private static string Key(int bucket) => $"decode(md5((:wallet)::text || ':{Text(bucket)}'), 'hex')";

    /// <remarks>As <see cref="SeededWallets.Script"/> has it.</remarks>
    private static string Known() =>
        $"""
        UPDATE "Wallets" SET "Balance" = "Balance" + {Drip}, "NextClaimAt" = {Now}
        WHERE "ScriptPubKey" = '0014' || encode(substring(sha256(int4send(:wallet::int)) from 1 for 20), 'hex') AND "NextClaimAt" <= {Now} + 60000
        RETURNING "Id" AS id, "Balance" AS balance, {Now} AS at \gset
        """;

    private static string Opening() =>
        $"""
        WITH account AS (INSERT INTO "LedgerAccounts" ("Kind") VALUES ('Wallet') RETURNING "Id")
        INSERT INTO "Wallets" ("Id", "ScriptPubKey", "Address", "Balance", "NextClaimAt", "CreatedAt", "IsDue")
        SELECT "Id", '0014' || encode(substring(sha256(int8send(:n::bigint)) from 1 for 20), 'hex'), 'tb1q' || encode(sha256(int8send(:n::bigint)), 'hex'),
               {Drip}, {Now}, {Now}, FALSE FROM account
        RETURNING "Id" AS id, "Balance" AS balance, {Now} AS at \gset
        """;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Find(Regex pattern, string said) => pattern.Match(said) is { Success: true } found
        ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
        : throw new BenchmarkException($"pgbench said:\n{said}");

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"actually processed: (\d+)")]
    private static partial Regex Processed();
}
