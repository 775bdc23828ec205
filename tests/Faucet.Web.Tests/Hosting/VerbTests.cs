using Microsoft.Data.Sqlite;

namespace Faucet.Web.Tests.Hosting;

/// <summary>What an operator does and reads at a shell.</summary>
public sealed class VerbTests
{
    [Fact]
    public async Task Settings_are_listed_read_and_changed()
    {
        await using var faucet = FaucetProcess.OnSandbox();

        Assert.Contains("claim.drip-sat", (await faucet.RunAsync("settings", "list")).Output, StringComparison.Ordinal);
        Assert.Equal((0, "24000\n"), await faucet.RunAsync("settings", "get", "claim.drip-sat"));
        await faucet.SetAsync("claim.drip-sat", "30000");
        Assert.Equal((0, "30000\n"), await faucet.RunAsync("settings", "get", "claim.drip-sat"));
    }

    [Theory]
    [InlineData("claim.drip-sat", "0", "takes a number from 1")]
    [InlineData("claim.nothing", "1", "There is no setting")]
    [InlineData("claim.drip-sat", "60000", "payout.threshold-sat must be at least")]
    public async Task A_bad_change_is_refused_with_its_mend(string key, string value, string mend)
    {
        await using var faucet = FaucetProcess.OnSandbox();

        var (exitCode, output) = await faucet.RunAsync("settings", "set", key, value, "--reason", "for this test");

        Assert.Equal(1, exitCode);
        Assert.Contains(mend, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_verify_finds_a_balance_that_somebody_changed()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using (var visitor = new Visitor(faucet.Url))
        {
            await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync());
        }

        await faucet.AssertLedgerVerifiesAsync();
        await using (var thief = new SqliteConnection($"Data Source={Path.Combine(faucet.Folder.FullName, "sandbox.db")};Pooling=False"))
        {
            await thief.OpenAsync();
            await using var theft = thief.CreateCommand();
            theft.CommandText = """UPDATE "Wallets" SET "Balance" = "Balance" + 1""";
            await theft.ExecuteNonQueryAsync();
        }

        var (exitCode, output) = await faucet.RunAsync("ledger", "verify");

        Assert.Equal(1, exitCode);
        Assert.Contains("BROKEN", output, StringComparison.Ordinal);
        Assert.Contains("1 wallets, 1 wrong", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bitcoin__Network", "moonnet", "Use one of: mainnet")]
    [InlineData("Bitcoin__Network", "mainnet", "Bitcoin__Rpc__Url is needed")]
    [InlineData("Database__Provider", "postgres", "ConnectionStrings__Faucet is needed")]
    [InlineData("Captcha__Altcha__Cost", "1", "cost is 100 to")]
    public async Task A_wrong_configuration_is_named_and_nothing_starts(string name, string value, string mend)
    {
        await using var faucet = FaucetProcess.OnSandbox((name, value));

        var (exitCode, output) = await faucet.RunAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(mend, output, StringComparison.Ordinal);
    }
}
