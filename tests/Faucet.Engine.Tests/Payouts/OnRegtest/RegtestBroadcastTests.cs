using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>What the node says when it is given bytes whose coins are spent, by themselves or by others.</summary>
[Collection(nameof(Tests.Bitcoin.OnRegtest))]
public sealed class RegtestBroadcastTests(RegtestNode regtest)
{
    /// <remarks>
    /// "Already in a block" is easily understood. When every output is spent again the node has forgotten the transaction, and says the same as of a real
    /// conflict: a payout that is made anew on that word is paid twice.
    /// </remarks>
    [Theory]
    [InlineData(false, BroadcastResult.AlreadyConfirmed)]
    [InlineData(true, BroadcastResult.Ambiguous)]
    public async Task A_worker_that_wakes_up_after_the_block_sends_again_and_nobody_is_paid_again(bool isAllSpent, BroadcastResult answer)
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m));
        var payee = await regtest.ForeignAddressAsync();
        await world.FillWalletAsync(payee, 1);
        await using var other = await world.JoinAsync(TimeSpan.FromMinutes(2));
        world.Node.BeforeBroadcast = async () =>
        {
            // The lease has run out meanwhile: another worker has sent it, and a block has taken it.
            await other.Get<PayoutCycle>().RunAsync(CancellationToken.None);
            await regtest.MineAsync(1);
            if (isAllSpent)
            {
                await SpendPaymentAsync(world, payee);
                await world.FillWalletAsync(2);
                await other.Get<PayoutCycle>().RunAsync(CancellationToken.None);
                await regtest.MineAsync(1);
            }
        };

        await world.CycleAsync();

        Assert.Equal(answer, Assert.Single(world.Node.Answers).Result);
        Assert.Equal(isAllSpent ? 2 : 1, (await world.AttemptsAsync()).Count);
        await world.WaitAsync(TimeSpan.FromMinutes(3));
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        Assert.All(await world.BatchesAsync(), batch => Assert.Null(batch.WaitingReason));
    }

    [Fact]
    public async Task A_stolen_key_that_spends_the_coins_of_a_payout_stops_everything_and_nothing_is_paid_in_its_place()
    {
        await using var world = await RegtestWorld.CreateAsync(regtest, Money.FromBitcoin(0.01m), Money.FromBitcoin(0.02m));
        world.Node.Estimate = RegtestWorld.OneCoinRate;
        await world.SendAsync(1);
        var attempt = Assert.Single(await world.AttemptsAsync());
        var coin = Assert.Single(RawTransaction.Parse(attempt.UnsignedHex).Inputs).OutPoint;
        var outputs = new[] { new Dictionary<string, string> { [await regtest.ForeignAddressAsync()] = "0.00900000" } };
        var theft = await regtest.SignAndSendAsync(world.Wallet, new { inputs = new[] { new { txid = coin.TxId.ToString(), vout = coin.Vout } }, outputs });
        await regtest.MineAsync(1);
        await world.FillWalletAsync(2);

        await world.SettleAsync();

        var paid = await world.PaidOnChainAsync();
        Assert.All([1, 2], number => Assert.False(paid.ContainsKey(RegtestWorld.ScriptOf(world.AddressOf(number)))));
        Assert.Single(await world.AttemptsAsync());
        Assert.Contains("never paid twice", Assert.Single(await world.BatchesAsync()).WaitingReason, StringComparison.Ordinal);
        Assert.Contains(theft, await world.HoldReasonAsync(), StringComparison.Ordinal);
        await using var db = world.Faucet.Database.Open();
        Assert.Equal(FreezeCause.UnknownSpend, (await db.PayoutFreezes.SingleAsync()).Cause);
        Assert.Equal(WithdrawalState.Batched, (await db.Withdrawals.SingleAsync()).State);
        await world.Faucet.AssertLedgerHoldsAsync();
    }

    /// <summary>The payee passes it on.</summary>
    private async Task SpendPaymentAsync(RegtestWorld world, string payee)
    {
        var sent = Assert.Single(await world.AttemptsAsync());
        var vout = RawTransaction.Parse(sent.SignedHex!).Outputs.ToList().FindIndex(output => output.ScriptPubKey == RegtestWorld.ScriptOf(payee));
        var outputs = new[] { new Dictionary<string, string> { [await regtest.ForeignAddressAsync()] = "0.00020000" } };
        await regtest.SignAndSendAsync("miner", new { inputs = new[] { new { txid = sent.TxId.ToString(), vout } }, outputs });
    }
}
