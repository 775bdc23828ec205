using System.Diagnostics;
using System.Globalization;
using System.Net;
using Faucet.Engine.Data;
using Microsoft.Data.Sqlite;

namespace Faucet.Web.Tests.Chaos;

/// <summary>The database neither answers nor fails: visitors are told within seconds, and all goes on when it does.</summary>
/// <remarks>FAUCET_FREEZE_SECONDS=60 for the long run.</remarks>
public sealed class FrozenDatabaseTests(ITestOutputHelper output)
{
    /// <summary>What a visitor waits before leaving.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Freeze = TimeSpan.FromSeconds(Numbers.FromEnvironment("FAUCET_FREEZE_SECONDS", 15));

    [Fact]
    public async Task A_frozen_postgres_delays_nobody_for_long_and_loses_nothing()
    {
        await using var postgres = await BreakablePostgres.StartAsync();
        await using var faucet = FaucetProcess.OnSandbox(
            [("Database__Provider", nameof(DatabaseProvider.Postgres)), ("ConnectionStrings__Faucet", postgres.ConnectionString), .. RegtestFaucet.QuickCaptcha]);
        await RunAsync(faucet, postgres.Freeze, postgres.Thaw);
    }

    [Fact]
    public async Task A_locked_sqlite_delays_nobody_for_long_and_loses_nothing()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await using var thief = new SqliteConnection($"Data Source={Path.Combine(faucet.Folder.FullName, "sandbox.db")};Pooling=False");
        SqliteTransaction? theft = null;
        await RunAsync(
            faucet,
            () =>
            {
                thief.Open();
                theft = thief.BeginTransaction(deferred: false);
            },
            () => theft!.Rollback());
    }

    private async Task RunAsync(FaucetProcess faucet, Action freeze, Action thaw)
    {
        await Crowd.PrepareAsync(faucet);
        await faucet.StartAsync();
        using var crowd = new Crowd(faucet);
        using var stop = new CancellationTokenSource();
        var before = crowd.ClaimAsync(parallel: 4, stop.Token);
        await Eventually.HoldsAsync("claims are accepted", () => Task.FromResult(crowd.Told.Count >= 8));

        // In the midst of claims, and with more of them coming.
        freeze();
        var frozen = Stopwatch.StartNew();
        using var file = new Visitor(faucet.Url);
        var (asked, longest) = (0, TimeSpan.Zero);
        while (frozen.Elapsed < Freeze)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.True(await crowd.TryOneAsync() is HttpStatusCode.ServiceUnavailable or HttpStatusCode.SeeOther, faucet.Log);
            longest = Longer(longest, Stopwatch.GetElapsedTime(started));
            asked++;

            // What needs no database is not held up by those who wait for it.
            started = Stopwatch.GetTimestamp();
            using var style = await file.Http.GetAsync(new Uri("/site.css", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, style.StatusCode);
            Assert.True(Stopwatch.GetElapsedTime(started) < Recovery, $"A static file took {Stopwatch.GetElapsedTime(started)}.");

            started = Stopwatch.GetTimestamp();
            using var page = await file.Http.GetAsync(new Uri("/", UriKind.Relative));
            Assert.True(page.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.OK, $"{page.StatusCode}\n{faucet.Log}");
            Assert.True(page.StatusCode == HttpStatusCode.OK || page.Headers.RetryAfter is not null);
            longest = Longer(longest, Stopwatch.GetElapsedTime(started));
            Assert.True(longest < Prompt, $"Somebody waited for {longest}.");
        }

        thaw();
        var thawed = Stopwatch.GetTimestamp();
        await Eventually.HoldsAsync("a claim is accepted again", async () => await crowd.TryOneAsync() == HttpStatusCode.SeeOther);
        var recovery = Stopwatch.GetElapsedTime(thawed);
        await stop.CancelAsync();
        await before;

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Frozen for {frozen.Elapsed.TotalSeconds:0} s: {asked} claims, longest answer {longest.TotalSeconds:0.0} s; accepted again after {recovery.TotalSeconds:0.0} s."));
        await crowd.AssertEverybodyHasOneDripAsync();
        await faucet.AssertLedgerVerifiesAsync();
        Assert.True(recovery < Recovery, $"It took {recovery} to accept a claim again.");
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
