using System.Net;
using Faucet.Engine.Data;
using Faucet.Web.Tests.Chaos;
using Npgsql;

namespace Faucet.Web.Tests.Claims;

/// <summary>Two faucets serve one PostgreSQL: together they credit what one alone would.</summary>
public sealed class TwoProcessesTests
{
    private const int Posts = 1_000;

    [Fact]
    public async Task A_thousand_parallel_posts_to_both_credit_what_the_limits_allow()
    {
        await using var postgres = await BreakablePostgres.StartAsync();
        (string, string)[] options =
        [
            ("Database__Provider", nameof(DatabaseProvider.Postgres)), ("ConnectionStrings__Faucet", postgres.ConnectionString + ";Maximum Pool Size=80"), .. RegtestFaucet.QuickCaptcha,
        ];
        await using var first = FaucetProcess.OnSandbox(options);
        await using var second = FaucetProcess.OnSandbox(options);
        await Crowd.PrepareAsync(first);
        await first.StartAsync();
        await second.StartAsync();
        Uri UrlOf(int post) => (post % 2 == 0 ? first : second).Url;

        // One wallet; a client, a browser and a captcha of its own for each post.
        var outcomes = await PostAsync(UrlOf, i => $"20.{i >> 8}.{i & 255}.7", _ => Visitor.Address(1));
        AssertRefused(outcomes, "wallet-cooldown");
        Assert.Equal(1, await CreditedAsync(postgres));

        // One IPv6 /64; an address in it, a browser, a captcha and a wallet for each post.
        outcomes = await PostAsync(UrlOf, i => $"2001:db8:0:1::{i + 1:x}", i => Visitor.Address(10 + i));
        AssertRefused(outcomes, "client-cooldown");
        Assert.Equal(2, await CreditedAsync(postgres));

        // One captcha, with the form that it was solved for: one credit, and the same answer to all who get one.
        using var visitor = new Visitor(first.Url, "30.0.0.7");
        var captcha = await visitor.SolveAsync();
        var repeats = await Task.WhenAll(Enumerable.Range(0, Posts).Select(i => visitor.ClaimAsync(Visitor.Address(5_000), captcha, UrlOf(i))));
        Assert.All(repeats, reply => Assert.True(reply.StatusCode is HttpStatusCode.SeeOther || IsBusy(reply.StatusCode), $"{reply.StatusCode}"));
        using var later = await visitor.ClaimAsync(Visitor.Address(5_000), captcha, second.Url);
        Assert.Equal(HttpStatusCode.SeeOther, later.StatusCode);
        Assert.All(
            repeats.Where(reply => reply.StatusCode == HttpStatusCode.SeeOther), reply => Assert.Equal(later.Headers.Location, reply.Headers.Location));
        Assert.Contains($"<b>{Crowd.Drip}</b> sat", await visitor.ReadAsync("/wallet"), StringComparison.Ordinal);
        Assert.Equal(3, await CreditedAsync(postgres));
        Array.ForEach(repeats, reply => reply.Dispose());

        await first.AssertLedgerVerifiesAsync();
    }

    private static async Task<(HttpStatusCode Status, string Text)[]> PostAsync(Func<int, Uri> urlOf, Func<int, string> clientOf, Func<int, string> addressOf)
    {
        // Solved elsewhere: so many challenges for one client would be refused.
        var visitors = Enumerable.Range(0, Posts).Select(i => new Visitor(urlOf(i), $"40.{i >> 8}.{i & 255}.7")).ToArray();
        var captchas = new string[Posts];
        await Parallel.ForAsync(0, Posts, async (i, _) =>
        {
            captchas[i] = await visitors[i].SolveAsync();
            var headers = visitors[i].Http.DefaultRequestHeaders;
            headers.Remove("X-Forwarded-For");
            headers.Add("X-Forwarded-For", clientOf(i));
            headers.Add("Accept", "application/problem+json");
        });

        var outcomes = await Task.WhenAll(visitors.Select(async (visitor, i) =>
        {
            using var reply = await visitor.ClaimAsync(addressOf(i), captchas[i]);
            return (reply.StatusCode, await reply.Content.ReadAsStringAsync());
        }));
        Array.ForEach(visitors, visitor => visitor.Dispose());
        return outcomes;
    }

    /// <summary>All but the one that is credited are told the same.</summary>
    private static void AssertRefused((HttpStatusCode Status, string Text)[] outcomes, string code)
    {
        Assert.InRange(outcomes.Count(outcome => outcome.Status == HttpStatusCode.Created), 0, 1);
        var refused = outcomes.Where(outcome => outcome.Status != HttpStatusCode.Created && !IsBusy(outcome.Status)).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, outcome =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, outcome.Status);
            Assert.Contains($"\"{code}\"", outcome.Text, StringComparison.Ordinal);
        });
    }

    /// <summary>What was credited, whoever was told of it: asked of the database.</summary>
    private static async Task<long> CreditedAsync(BreakablePostgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""SELECT COUNT(*) FROM "LedgerTransfers" WHERE "Kind" = 'Drip'""", connection);
        return (long)(await command.ExecuteScalarAsync())!; // COUNT is never null.
    }

    /// <summary>Nobody waits longer than five seconds: on a busy machine a thousand at once get "try again" instead, which credits nothing.</summary>
    private static bool IsBusy(HttpStatusCode status) => status == HttpStatusCode.ServiceUnavailable;
}
