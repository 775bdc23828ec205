using System.Net;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.Data.Sqlite;

namespace Faucet.Web.Tests.Hosting;

/// <summary>Canaries: after claims, refusals and failures of all kinds, nothing secret or personal stands in the log.</summary>
public sealed class SecretTests
{
    private const string Client = "203.0.113.77";
    private const string PrivateKey = "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn";
    private const string Canary = "canary-7f3a9c51";

    [Fact]
    public async Task Nothing_of_a_visitor_or_of_the_installation_is_logged()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url, Client);
        var address = Visitor.Address(1);
        var captcha = await visitor.SolveAsync();
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.ClaimAsync(address, captcha)).StatusCode);

        // Refused, invalid, damaged; a failure whose reason is logged, and one that is a bug, with its exception.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await visitor.ClaimAsync(address, await visitor.SolveAsync())).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.ClaimAsync(PrivateKey, captcha)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.ClaimAsync(address, captcha[..^8])).StatusCode);
        using var other = new Visitor(faucet.Url, "203.0.114.77");
        var late = await other.SolveAsync();
        await using (var thief = new SqliteConnection($"Data Source={Path.Combine(faucet.Folder.FullName, "sandbox.db")};Pooling=False"))
        {
            await thief.OpenAsync();
            await using var locked = thief.BeginTransaction(deferred: false);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await other.ClaimAsync(Visitor.Address(2), late)).StatusCode);
            await locked.RollbackAsync();
            await RenameAsync(thief, "Claims", "Stolen");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await other.ClaimAsync(Visitor.Address(2), late)).StatusCode);
            await RenameAsync(thief, "Stolen", "Claims");
        }

        await Eventually.HoldsAsync("the outage is logged", () => Task.FromResult(faucet.Log.Contains("answered with 503", StringComparison.Ordinal)));
        await Eventually.HoldsAsync("the bug is logged", () => Task.FromResult(faucet.Log.Contains(" ERR]", StringComparison.Ordinal)));
        var log = faucet.Log;
        string[] secrets =
        [
            address, Visitor.Address(2), Client, "203.0.114.77", PrivateKey, captcha, late, .. Cookies(visitor, faucet.Url), .. Cookies(other, faucet.Url),
            .. await InstallationSecretsAsync(faucet),
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task No_password_is_logged_when_node_or_database_can_not_be_reached()
    {
        await using (var faucet = FaucetProcess.OnSandbox(
            ("Bitcoin__Network", "regtest"), ("Bitcoin__Rpc__Url", $"http://127.0.0.1:{RegtestNode.FreePort()}"), ("Bitcoin__Rpc__User", "faucet"),
            ("Bitcoin__Rpc__Password", Canary), ("Bitcoin__Rpc__Wallet", "faucet")))
        {
            await faucet.StartAsync();
            await Eventually.HoldsAsync("the operator is told", () => Task.FromResult(faucet.Log.Contains("Payouts are on hold", StringComparison.Ordinal)));
            Assert.DoesNotContain(Canary, faucet.Log + (await faucet.RunAsync("ledger", "verify")).Output, StringComparison.OrdinalIgnoreCase);
        }

        await using (var faucet = FaucetProcess.OnSandbox(
            ("Database__Provider", "Postgres"),
            ("ConnectionStrings__Faucet", $"Host=127.0.0.1;Port={RegtestNode.FreePort()};Username=faucet;Password={Canary};Database=faucet")))
        {
            await faucet.StartAsync();
            await Eventually.HoldsAsync("the operator is told", () => Task.FromResult(faucet.Log.Contains("can't be used yet", StringComparison.Ordinal)));
            Assert.DoesNotContain(Canary, faucet.Log + (await faucet.RunAsync("ledger", "verify")).Output, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task RenameAsync(SqliteConnection connection, string table, string name)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"ALTER TABLE \"{table}\" RENAME TO \"{name}\"";
        await command.ExecuteNonQueryAsync();
    }

    private static IEnumerable<string> Cookies(Visitor visitor, Uri url) => visitor.Cookies.GetCookies(url).Select(cookie => cookie.Value);

    private static async Task<IReadOnlyList<string>> InstallationSecretsAsync(FaucetProcess faucet)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(faucet.Folder.FullName, "sandbox.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """SELECT "Value" FROM "InstallationSecrets" """;
        await using var reader = await command.ExecuteReaderAsync();
        var secrets = new List<string>();
        while (await reader.ReadAsync())
        {
            secrets.Add(reader.GetString(0));
        }

        Assert.NotEmpty(secrets);
        return secrets;
    }
}
