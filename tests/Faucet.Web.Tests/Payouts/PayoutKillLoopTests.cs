using System.Globalization;
using Faucet.Core.Amounts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Faucet.Web.Tests.Chaos;

namespace Faucet.Web.Tests.Payouts;

/// <summary>Faucet and bitcoind are killed (SIGKILL) while visitors claim, and what they say to each other gets lost, late or doubled: paid once, all.</summary>
/// <remarks>FAUCET_PAYOUT_LOOPS=100 for the long run; FAUCET_SEED rolls the same dice again.</remarks>
public sealed class PayoutKillLoopTests(RegtestNode node, ITestOutputHelper output) : IClassFixture<RegtestNode>
{
    private const int Drip = 5_000;
    private const int Kinds = 4;
    private const int MostNewcomers = 8;

    /// <summary>So that no payout waits for the change of another.</summary>
    private const int MoreCoins = 15;

    private static readonly int Loops = Numbers.FromEnvironment("FAUCET_PAYOUT_LOOPS", Kinds);

    /// <summary>Between two newcomers.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private int forgottenBlocks;

    [Fact]
    public async Task Everybody_is_paid_once_whatever_dies_and_whatever_gets_lost_between()
    {
        node.SkipUnlessAvailable();
        var dice = new Random(Numbers.Seed(output));
        await using var proxy = await RpcProxy.StartAsync(() => node.RpcUrl);
        await using var faucet = await FaucetProcess.OnRegtestAsync(node, proxy.Url, RegtestFaucet.QuickCaptcha);
        using var payees = new Payees();
        await Crowd.PrepareAsync(faucet);
        await RegtestFaucet.PayAtOneDripAsync(faucet, Drip);
        await faucet.StartAsync();
        await RegtestFaucet.RefillAsync(faucet, node);
        for (var coin = 0; coin < MoreCoins; coin++)
        {
            var deposit = (await node.RpcAsync("getnewaddress", new { address_type = "bech32" }, faucet["Bitcoin__Rpc__Wallet"])).GetString()!;
            await node.SendFromMinerAsync(deposit, Money.FromSatoshis(10_000_000));
        }

        await node.MineAsync(1);
        var peers = new BlockArchive(node);
        var trouble = new Trouble(proxy, dice.Next());
        await peers.KeepAsync();
        await peers.FlushAsync();
        try
        {
            for (var loop = 0; loop < Loops; loop++)
            {
                await RunAsync(loop % Kinds, faucet, peers, payees, trouble, dice);
            }

            await RegtestFaucet.MineUntilPaidAsync(faucet, node, payees.Count);
        }
        catch
        {
            output.WriteLine(faucet.Log);
            throw;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Loops} loops, {payees.Count} payouts; bitcoind forgot {forgottenBlocks} blocks. Hit: {trouble.Hits}."));
        await payees.AssertEachHasOnceAsync(node, Drip);
        await faucet.AssertLedgerVerifiesAsync();
    }

    private async Task RunAsync(int kind, FaucetProcess faucet, BlockArchive peers, Payees payees, Trouble trouble, Random dice)
    {
        var (killsFaucet, killsNode) = (kind is 0 or 2, kind is 1 or 2);
        var breaking = killsFaucet || killsNode ? trouble.KillAsync(Kill) : trouble.DisturbAsync();
        for (var newcomer = 0; newcomer < MostNewcomers && !breaking.IsCompleted; newcomer++)
        {
            await payees.ClaimAsync(1, faucet.Url);
            await Task.WhenAny(breaking, Task.Delay(Pace));
        }

        await breaking;
        var isFaucetFirst = dice.Next(2) == 0;
        if (killsFaucet && isFaucetFirst)
        {
            await faucet.StartAsync();
        }

        if (killsNode)
        {
            await node.StartAsync();
            if (!faucet.HasExited && dice.Next(2) == 0)
            {
                await trouble.LookAsync();
            }

            forgottenBlocks += await peers.GiveBackAsync(without: dice.Next(2));
        }

        if (killsFaucet && !isFaucetFirst)
        {
            await faucet.StartAsync();
        }

        await payees.AskAgainAsync();
        if (dice.Next(2) == 0)
        {
            // A block tells it at once what became of a transaction; now it must find out without.
            await trouble.LookAsync();
        }

        await peers.MineAsync(dice.Next(1, 4));
        if (dice.Next(3) == 0)
        {
            await peers.FlushAsync();
        }

        void Kill()
        {
            if (killsFaucet)
            {
                faucet.Kill();
            }

            if (killsNode)
            {
                node.Kill();
            }
        }
    }
}
