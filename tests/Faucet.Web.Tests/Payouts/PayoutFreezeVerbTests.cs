using System.Net;
using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests.Payouts;

/// <summary>An operator stops payouts, restores a backup, and finds the way out, on a real node and at a shell.</summary>
public sealed class PayoutFreezeVerbTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    private const int Drip = 5_000;

    [Fact]
    public async Task A_restored_backup_pays_nobody_twice_and_goes_on_when_the_operator_has_said_what_is_known()
    {
        node.SkipUnlessAvailable();
        await using var faucet = await FaucetProcess.OnRegtestAsync(node, rpc: null, RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        await RegtestFaucet.PayAtOneDripAsync(faucet, Drip);
        await faucet.AssertRunsAsync(0, "Payouts are frozen.", "payouts", "freeze", "--reason", "Taking a backup.");
        var address = await node.ForeignAddressAsync();
        using var visitor = new Visitor(faucet.Url);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.ClaimAsync(address, await visitor.SolveAsync())).StatusCode);
        await Eventually.HoldsAsync("a round has seen the freeze", async () =>
            (await faucet.RunAsync("node", "status")).Output.Contains("Frozen until an operator resumes: Taking a backup.", StringComparison.Ordinal));

        var page = await visitor.ReadAsync("/wallet");
        Assert.Contains("Payouts are paused until the operator has looked into something.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("starts by itself within moments", page, StringComparison.Ordinal);

        // Paid after the backup was taken.
        faucet.Kill();
        var backup = Database(faucet).ToDictionary(file => file.FullName, file => File.ReadAllBytes(file.FullName));
        await faucet.StartAsync();
        await faucet.AssertRunsAsync(0, "Payouts go on.", "payouts", "resume", "--reason", "Backup taken.");
        await RegtestFaucet.MineUntilPaidAsync(faucet, node, payouts: 1);
        await faucet.AssertRunsAsync(0, "Payouts are not frozen.", "payouts", "resume", "--reason", "Once more.");
        var paid = await OnlySpendAsync(faucet);
        await faucet.AssertRunsAsync(1, $"The ledger knows {paid} already.", "payouts", "declare", paid, "--reason", "By mistake.");

        faucet.Kill();
        foreach (var file in Database(faucet))
        {
            file.Delete();
        }

        foreach (var (path, bytes) in backup)
        {
            await File.WriteAllBytesAsync(path, bytes);
        }

        await faucet.StartAsync();
        await faucet.AssertRunsAsync(1, $"has sent {paid}, which this ledger does not know", "payouts", "resume", "--reason", "Restored.");
        await faucet.AssertRunsAsync(0, "Withdrawals paid: 1, 5,000 sat.", "payouts", "declare", paid, "--reason", "Paid after the backup.");
        await faucet.AssertRunsAsync(0, "Payouts go on.", "payouts", "resume", "--reason", "Restored.");
        await RegtestFaucet.MineUntilPaidAsync(faucet, node, payouts: 1);

        Assert.Equal(Money.FromSatoshis(Drip), await RegtestFaucet.ReceivedAsync(node, address));
        Assert.Equal(paid, await OnlySpendAsync(faucet));
        await faucet.AssertLedgerVerifiesAsync();
    }

    [Fact]
    public async Task What_cannot_be_declared_or_resumed_is_refused_with_the_reason()
    {
        await using var faucet = FaucetProcess.OnSandbox();
        var unknown = new string('a', 64);

        await faucet.AssertRunsAsync(1, "'seven' is no transaction's id", "payouts", "declare", "seven", "--reason", "x");
        await faucet.AssertRunsAsync(1, "The sandbox has not begun", "payouts", "declare", unknown, "--reason", "x");
        await faucet.StartAsync();
        await faucet.AssertRunsAsync(1, $"knows no transaction {unknown}", "payouts", "declare", unknown, "--reason", "x");
        await faucet.AssertRunsAsync(1, "--reason takes 1 to 200 characters.", "payouts", "resume", "--reason", new string('x', 201));
        await faucet.AssertRunsAsync(1, "--reason takes 1 to ", "payouts", "freeze", "--reason", " ");

        // Who froze them is kept in the same text.
        await faucet.AssertRunsAsync(1, "--reason takes 1 to ", "payouts", "freeze", "--reason", new string('x', 200));
        await faucet.AssertRunsAsync(1, "Option '--reason' is required.", "payouts", "resume");
        await faucet.AssertRunsAsync(0, "Payouts are not frozen.", "payouts", "resume", "--reason", "x");

        faucet.Kill();
        faucet["Bitcoin__Network"] = "regtest";
        faucet["Bitcoin__Rpc__Url"] = $"http://127.0.0.1:{RegtestNode.FreePort()}";
        faucet["Bitcoin__Rpc__User"] = faucet["Bitcoin__Rpc__Password"] = "nobody";
        await faucet.AssertRunsAsync(1, "The node has to be asked, and does not answer", "payouts", "declare", unknown, "--reason", "x");
    }

    private static FileInfo[] Database(FaucetProcess faucet) => faucet.Folder.GetFiles("regtest.db*");

    /// <summary>What the node, not the ledger, says that the wallet has sent.</summary>
    private async Task<string> OnlySpendAsync(FaucetProcess faucet)
    {
        var all = (await node.RpcAsync("listtransactions", new { count = 1000 }, faucet["Bitcoin__Rpc__Wallet"])).EnumerateArray();
        return Assert.Single(all.Where(t => t.GetProperty("category").GetString() == "send").Select(t => t.GetProperty("txid").GetString()!).Distinct());
    }
}
