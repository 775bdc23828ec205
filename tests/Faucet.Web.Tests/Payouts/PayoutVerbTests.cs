using System.Text.RegularExpressions;

namespace Faucet.Web.Tests.Payouts;

/// <summary>What an operator reads of payouts at a shell.</summary>
public sealed partial class PayoutVerbTests
{
    private static readonly string[] Names = ["id", "batch", "transaction"];

    [Fact]
    public async Task A_payout_is_listed_and_shown_by_its_id_its_batch_and_its_transaction()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        await RegtestFaucet.PayAtOneDripAsync(faucet, 24_000);
        using (var visitor = new Visitor(faucet.Url))
        {
            await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync());
        }

        var line = Match.Empty;
        await Eventually.HoldsAsync("the payout is sent", async () =>
        {
            line = Listed().Match((await faucet.RunAsync("payouts", "list")).Output);
            return line.Success;
        });

        foreach (var name in Names.Select(name => line.Groups[name].Value))
        {
            var (exitCode, shown) = await faucet.RunAsync("payouts", "show", name);

            Assert.Equal(0, exitCode);
            Assert.StartsWith($"Batch {line.Groups["batch"].Value}: ", shown, StringComparison.Ordinal);
            Assert.Matches($@"{line.Groups["id"].Value} .* 24,000 sat .* {Visitor.Address(1)}\n", shown);
            Assert.Matches($@"\b0  {line.Groups["transaction"].Value}  \w+ .* sat/vB ", shown);
            Assert.Matches(@"Reserved coins:\n.*\n *[0-9a-f]{64}:\d+ +[\d,]+ sat\n", shown);
        }

        var (_, limited) = await faucet.RunAsync("payouts", "list", "--limit", "1");
        Assert.Matches(@"\n1 listed\. In all: 0 queued, \d batched, \d paid, \d final, 0 cancelled; (24,000|0) sat still owed\.\n$", limited);
    }

    [Theory]
    [InlineData("7", "The ledger knows no batch 7.")]
    [InlineData("0193a5e2-7c11-7000-8000-00000000002a", "The ledger knows no withdrawal 0193a5e2-7c11-7000-8000-00000000002a.")]
    [InlineData(
        "000000000000000000000000000000000000000000000000000000000000000A",
        "The ledger knows no transaction 000000000000000000000000000000000000000000000000000000000000000a.")]
    [InlineData("seven", "'seven' is no withdrawal's id")]
    public async Task A_payout_that_nobody_knows_is_named(string id, string says)
    {
        await using var faucet = FaucetProcess.OnSandbox();

        var (exitCode, output) = await faucet.RunAsync("payouts", "show", id);

        Assert.Equal(1, exitCode);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_list_is_a_line_of_zeros_and_the_limit_has_bounds()
    {
        await using var faucet = FaucetProcess.OnSandbox();

        Assert.Equal((0, "0 listed. In all: 0 queued, 0 batched, 0 paid, 0 final, 0 cancelled; 0 sat still owed.\n"), await faucet.RunAsync("payouts", "list", "--open"));
        foreach (var limit in new[] { "0", "1001" })
        {
            var (exitCode, output) = await faucet.RunAsync("payouts", "list", "--limit", limit);
            Assert.Equal(1, exitCode);
            Assert.Contains("--limit takes 1 to 1000.", output, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"^(?<id>[0-9a-f-]{36})  \S+ \S+Z  24,000 sat  \w+ +(?<batch>\d+)  (?<transaction>[0-9a-f]{64})", RegexOptions.Multiline)]
    private static partial Regex Listed();
}
