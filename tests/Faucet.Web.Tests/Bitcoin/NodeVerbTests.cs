using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using QRCoder;

namespace Faucet.Web.Tests.Bitcoin;

/// <summary>What an operator reads of the node at a shell.</summary>
public sealed class NodeVerbTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    [Fact]
    public async Task Status_tells_what_node_and_ledger_say_and_who_pays()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        var height = (await node.RpcAsync("getblockcount")).GetInt32();

        // A round writes down at which height it began. It may book what came in a block since, and then the next one says so.
        var (exitCode, output) = (0, "");
        await Eventually.HoldsAsync("the payout worker has seen the newest block", async () =>
        {
            (exitCode, output) = await faucet.RunAsync("node", "status");
            return exitCode != 0 || output.Contains($"Z at height {height}\n", StringComparison.Ordinal);
        });
        Assert.True(exitCode == 0, output);
        Assert.Matches(@"^node +answers, /Satoshi:", output);
        Assert.Matches($@"\nchain +regtest, height {height}, tip [0-9a-f]{{64}}\n", output);
        Assert.Matches(@"\nwallet +ready\n", output);
        Assert.Matches(@"\nmempool floor +[\d.]+ sat/vB\n", output);
        Assert.Matches(@"\nwallet balance +30,000,000 sat confirmed, 0 sat unconfirmed\n", output);
        Assert.Matches(@"\nagainst ledger +ok, ", output);
        Assert.Matches(@"\nlocked coins +0, all of them reserved\n", output);
        Assert.Matches(@"\nledger +30,000,000 sat booked for the hot wallet\n", output);
        Assert.Matches($@"\nbound to +regtest, wallet [0-9a-f]{{16}}…, last seen \S+ \S+Z at height {height}\n", output);
        Assert.Matches(@"\npayout worker +\d+/[0-9a-f]{32}, until \S+ \S+Z\n", output);
        Assert.Matches(@"\npayouts +payouts run\n", output);
        Assert.DoesNotContain("ANOTHER", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_shows_coins_that_the_ledger_did_not_reserve_and_a_wallet_that_is_another()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        faucet.Kill();
        var wallet = faucet["Bitcoin__Rpc__Wallet"];
        var coin = (await node.RpcAsync("listunspent", wallet: wallet))[0];
        var outPoint = new { txid = coin.GetProperty("txid").GetString(), vout = coin.GetProperty("vout").GetInt32() };
        await node.RpcAsync("lockunspent", new { unlock = false, transactions = new[] { outPoint } }, wallet);

        Assert.Matches(
            @"\nlocked coins +1: 1 not reserved, and 0 reserved but not locked;", (await faucet.RunAsync("node", "status")).Output);
        faucet["Bitcoin__Rpc__Wallet"] = "miner";
        Assert.Contains("THIS NODE IS ANOTHER", (await faucet.RunAsync("node", "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_of_a_node_that_is_down_gives_the_reason_and_what_the_database_knows()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        faucet.Kill();
        faucet["Bitcoin__Rpc__Url"] = $"http://127.0.0.1:{RegtestNode.FreePort()}";

        var output = "";
        await Eventually.HoldsAsync("the lease of the killed process has run out", async () =>
        {
            (var exitCode, output) = await faucet.RunAsync("node", "status");
            Assert.Equal(1, exitCode);
            return output.Contains("nobody works them", StringComparison.Ordinal);
        });

        Assert.Matches(@"^node +does not answer: The node can't be reached", output);
        Assert.Matches(@"\nledger +30,000,000 sat booked for the hot wallet\n", output);
        Assert.Matches(@"\nbound to +regtest, wallet ", output);
        Assert.Matches(@"\npayout worker +none; \d+/[0-9a-f]{32} had the lease until \S+ \S+Z\n", output);
    }

    [Fact]
    public async Task What_is_paid_to_a_deposit_address_is_booked()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node);
        await faucet.StartAsync();

        var (exitCode, output) = await faucet.RunAsync("node", "deposit-address");
        Assert.True(exitCode == 0, output);
        var lines = output.Split('\n');
        var address = lines[0];
        Assert.Equal($"bitcoin:{address}", lines[1]);
        using var code = QRCodeGenerator.GenerateQrCode(lines[1], QRCodeGenerator.ECCLevel.M);
        Assert.Equal(ModulesOf(code), Drawn(lines[2..^1], code.ModuleMatrix.Count));
        var described = await node.RpcAsync("getaddressinfo", new { address }, faucet["Bitcoin__Rpc__Wallet"]);
        Assert.True(described.GetProperty("ismine").GetBoolean());
        Assert.True(described.GetProperty("iswitness").GetBoolean());
        Assert.NotEqual(address, (await faucet.RunAsync("node", "deposit-address")).Output.Split('\n')[0]);

        await node.SendFromMinerAsync(address, Money.FromSatoshis(123_456));
        await node.MineAsync(3);
        await Eventually.HoldsAsync("the deposit is booked", async () =>
            (await faucet.RunAsync("node", "status")).Output.Contains(" 123,456 sat booked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_deposit_address_of_a_wallet_or_chain_that_is_not_the_faucets()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node);
        faucet["Bitcoin__Network"] = "signet";
        await AssertRefusedAsync(faucet, "The node is on the chain 'regtest', this faucet pays on signet.");

        faucet["Bitcoin__Network"] = "regtest";
        await faucet.StartAsync();
        await Eventually.HoldsAsync("the ledger is bound to the wallet", async () =>
            (await faucet.RunAsync("node", "status")).Output.Contains("payouts run", StringComparison.Ordinal));
        faucet["Bitcoin__Rpc__Wallet"] = "miner";
        await AssertRefusedAsync(faucet, "has another wallet, than the one that the ledger belongs to");

        faucet["Bitcoin__Rpc__Url"] = $"http://127.0.0.1:{RegtestNode.FreePort()}";
        await AssertRefusedAsync(faucet, "The node gave no address: The node can't be reached");
    }

    [Fact]
    public async Task No_deposit_address_in_the_sandbox()
    {
        await using var faucet = FaucetProcess.OnSandbox();

        await AssertRefusedAsync(faucet, "its coins are play money");
        await faucet.StartAsync();
        await AssertRefusedAsync(faucet, "its coins are play money");
    }

    [Fact]
    public async Task Status_works_in_a_sandbox_before_and_while_it_runs()
    {
        await using var faucet = FaucetProcess.OnSandbox();

        var (exitCode, output) = await faucet.RunAsync("node", "status");
        Assert.Equal(1, exitCode);
        Assert.Matches(@"^node +does not answer: the sandbox has not begun", output);
        Assert.Matches(@"\nbound to +no node yet\n", output);
        Assert.Matches(@"\npayout worker +none has run yet\n", output);

        await faucet.StartAsync();
        await Eventually.HoldsAsync("payouts run", async () =>
        {
            (exitCode, output) = await faucet.RunAsync("node", "status");
            return output.Contains("payouts run", StringComparison.Ordinal);
        });
        Assert.Equal(0, exitCode);
        Assert.Matches(@"\nchain +sandbox, height \d+, ", output);
        Assert.DoesNotContain("locked coins", output, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(FaucetProcess faucet, string reason)
    {
        var (exitCode, output) = await faucet.RunAsync("node", "deposit-address");
        Assert.Equal(1, exitCode);
        Assert.Contains(reason, output, StringComparison.Ordinal);
        Assert.DoesNotContain("bitcoin:", output, StringComparison.Ordinal);
    }

    /// <summary>Row by row, dark ones as #.</summary>
    private static IEnumerable<string> ModulesOf(QRCodeData code) =>
        code.ModuleMatrix.Select(row => string.Concat(row.Cast<bool>().Select(isDark => isDark ? '#' : '.')));

    /// <summary>The same, from what was drawn: each character is two modules, one above the other.</summary>
    private static IEnumerable<string> Drawn(IEnumerable<string> lines, int rows) => lines.SelectMany(line => new[]
    {
        string.Concat(line.Select(two => two is '█' or '▀' ? '.' : '#')), string.Concat(line.Select(two => two is '█' or '▄' ? '.' : '#')),
    }).Take(rows);
}
