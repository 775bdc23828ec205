using System.Net;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Faucet.Engine.Tests.Data;
using Faucet.Web.Tests.Payouts;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Faucet.Web.Tests.Hosting;

/// <summary>Database or node are away: visitors are told so, nothing is lost, and it heals by itself.</summary>
public sealed class BrokenWorldTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    [Fact]
    public async Task Starts_without_its_database_answers_503_and_opens_when_it_comes()
    {
        var (options, drop) = await PostgresServer.CreateDatabaseAsync();
        await using var wire = OnWire(options.ConnectionString, out var settings);
        await using (var faucet = FaucetProcess.OnSandbox([.. settings, .. RegtestFaucet.QuickCaptcha]))
        {
            await faucet.StartAsync();
            using var visitor = new Visitor(faucet.Url);
            await AssertBackSoonAsync(visitor);

            wire.Mend();
            await AssertOpensAsync(visitor);
            var captcha = await visitor.SolveAsync();

            wire.Cut();
            using (var unlucky = await visitor.ClaimAsync(Visitor.Address(1), captcha))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, unlucky.StatusCode);
                Assert.NotNull(unlucky.Headers.RetryAfter);
                Assert.Contains("nothing was lost", await unlucky.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
            }

            wire.Mend();
            await AssertOpensAsync(visitor);
            using var lucky = await visitor.ClaimAsync(Visitor.Address(1), captcha);
            Assert.Equal(HttpStatusCode.SeeOther, lucky.StatusCode);
            await faucet.AssertLedgerVerifiesAsync();
        }

        await drop();
    }

    [Fact]
    public async Task Says_once_why_visitors_are_sent_away_however_many_come()
    {
        var (options, drop) = await PostgresServer.CreateDatabaseAsync();
        await using var wire = OnWire(options.ConnectionString, out var settings);
        wire.Mend();
        await using (var faucet = FaucetProcess.OnSandbox(settings))
        {
            await faucet.StartAsync();
            using var visitor = new Visitor(faucet.Url);
            await AssertOpensAsync(visitor);
            Assert.DoesNotContain("ERR]", faucet.Log, StringComparison.Ordinal);
            var before = faucet.Log.Length;

            wire.Cut();

            // A page of the last moment may still be handed out.
            await Eventually.HoldsAsync("the database is missed", async () =>
            {
                using var reply = await visitor.Http.GetAsync(new Uri("/", UriKind.Relative));
                return reply.StatusCode == HttpStatusCode.ServiceUnavailable;
            });
            for (var visit = 0; visit < 40; visit++)
            {
                await AssertBackSoonAsync(visitor);
            }

            await Eventually.HoldsAsync("the operator is told", () => Task.FromResult(faucet.Log[before..].Contains("answered with 503", StringComparison.Ordinal)));
            var lines = faucet.Log[before..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Single(lines, line => line.Contains("answered with 503", StringComparison.Ordinal));
            Assert.DoesNotContain(lines, line => line.Contains("ERR]", StringComparison.Ordinal) || line.Contains("   at ", StringComparison.Ordinal));
            Assert.All(lines, line => Assert.DoesNotContain("likely due to a transient failure", line, StringComparison.Ordinal));
            Assert.True(lines.Length < 20, string.Join('\n', lines));
            wire.Mend();
        }

        await drop();
    }

    [Fact]
    public async Task Answers_503_while_the_database_is_locked_and_takes_the_same_form_afterwards()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        var captcha = await visitor.SolveAsync();
        await using (var thief = new SqliteConnection($"Data Source={Path.Combine(faucet.Folder.FullName, "sandbox.db")};Pooling=False"))
        {
            await thief.OpenAsync();
            await using var locked = thief.BeginTransaction(deferred: false);
            using var unlucky = await visitor.ClaimAsync(Visitor.Address(1), captcha);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, unlucky.StatusCode);
            Assert.NotNull(unlucky.Headers.RetryAfter);
        }

        using var lucky = await visitor.ClaimAsync(Visitor.Address(1), captcha);
        Assert.Equal(HttpStatusCode.SeeOther, lucky.StatusCode);
        await faucet.AssertLedgerVerifiesAsync();
    }

    [Fact]
    public async Task Goes_on_crediting_while_the_node_is_away_and_pays_when_it_is_back()
    {
        node.SkipUnlessAvailable();
        await using var proxy = await RpcProxy.StartAsync(node.RpcUrl);
        await using var faucet = await FaucetProcess.OnRegtestAsync(node, proxy.Url, RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        await RegtestFaucet.PayAtOneDripAsync(faucet, 5_000);
        var address = await node.ForeignAddressAsync();
        proxy.OnCall = (_, _) => false;

        using var visitor = new Visitor(faucet.Url);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.ClaimAsync(address, await visitor.SolveAsync())).StatusCode);
        Assert.Contains("5,000</b> sat", await visitor.Http.GetStringAsync(new Uri("/wallet", UriKind.Relative)), StringComparison.Ordinal);
        await Eventually.HoldsAsync("the operator is told", () => Task.FromResult(faucet.Log.Contains("Payouts are on hold", StringComparison.Ordinal)));
        Assert.Equal(1, (await faucet.RunAsync("ledger", "verify")).ExitCode);
        Assert.Equal(0, (await faucet.RunAsync("ledger", "verify", "--without-node")).ExitCode);

        proxy.OnCall = (_, _) => true;
        await RegtestFaucet.MineUntilPaidAsync(faucet, node, payouts: 1);
        Assert.Equal(5_000, (await RegtestFaucet.ReceivedAsync(node, address)).Satoshis);
        await faucet.AssertLedgerVerifiesAsync();
    }

    /// <returns>What the faucet reaches the database through; it is cut.</returns>
    private static TcpRelay OnWire(string connectionString, out (string Name, string Value)[] settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var wire = new TcpRelay(connection.Port);
        connection.Port = wire.Port;
        settings = [("Database__Provider", "Postgres"), ("ConnectionStrings__Faucet", connection.ToString())];
        return wire;
    }

    private static async Task AssertBackSoonAsync(Visitor visitor)
    {
        using var reply = await visitor.Http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.StatusCode);
        Assert.NotNull(reply.Headers.RetryAfter);
        Assert.Contains("Back in a moment", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task AssertOpensAsync(Visitor visitor) => Eventually.HoldsAsync("the faucet opens", async () =>
    {
        using var reply = await visitor.Http.GetAsync(new Uri("/", UriKind.Relative));
        return reply.StatusCode == HttpStatusCode.OK && !(await reply.Content.ReadAsStringAsync()).Contains("The faucet is dry", StringComparison.Ordinal);
    });
}
