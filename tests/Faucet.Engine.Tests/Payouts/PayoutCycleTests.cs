using Faucet.Core.Payouts;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

public sealed class PayoutCycleTests
{
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Pays_everybody_at_the_threshold_in_one_batch_and_books_the_fee(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        var wallet = await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);
        await world.FillWalletAsync(3);

        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(3);
        await using var db = world.Faucet.Database.Open();
        Assert.Equal(1, await db.PayoutTransactions.CountAsync());
        var story = Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals);
        Assert.Equal((WithdrawalState.Final, 3), (story.State, story.PayeesInBatch));
        Assert.NotNull(story.TxId);
    }

    [Fact]
    public async Task Shows_each_step_to_the_visitor()
    {
        await using var world = await PayoutWorld.CreateAsync();
        var wallet = await world.FillWalletAsync(1);

        await world.CycleAsync();
        var sent = Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals);
        Assert.Equal((WithdrawalState.Batched, 0), (sent.State, sent.Confirmations));
        Assert.NotNull(sent.SentAt);

        world.Chain.MineBlock();
        await world.CycleAsync();
        var mined = Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals);
        Assert.Equal((WithdrawalState.Paid, 1, 3), (mined.State, mined.Confirmations, mined.ConfirmationsNeeded));

        world.Chain.MineBlock();
        await world.CycleAsync();
        Assert.Equal(2, Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals).Confirmations);
        await world.AssertHoldsAsync();

        world.Chain.MineBlock();
        await world.CycleAsync();
        Assert.Equal(WithdrawalState.Final, Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals).State);
        await world.AssertAllPaidOnceAsync(1);
    }

    [Fact]
    public async Task Waits_while_the_fee_is_above_the_ceiling_and_says_so()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.Faucet.SetAsync("payout.fallback-sat-per-vbyte", "0.1");
        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "0.1");
        var wallet = await world.FillWalletAsync(1);

        await world.CycleAsync();

        var story = Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals);
        Assert.Contains("at most 0.1 sat/vB", story.WaitingReason, StringComparison.Ordinal);
        Assert.Equal(0, world.PaidOnChain(1));

        await world.Faucet.SetAsync("payout.maximum-sat-per-vbyte", "20");
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
    }

    [Fact]
    public async Task Pauses_while_the_node_is_down_and_goes_on_by_itself()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.CycleAsync();
        var wallet = await world.FillWalletAsync(1);
        await world.CycleAsync();
        world.Node.IsDown = true;

        await world.CycleAsync();
        Assert.Contains("does not answer", await world.HoldReasonAsync(), StringComparison.Ordinal);
        Assert.Contains("paused", Assert.Single((await world.Faucet.WalletAsync(wallet)).Withdrawals).WaitingReason, StringComparison.Ordinal);

        world.Node.IsDown = false;
        await world.HealAsync();
        Assert.Null(await world.HoldReasonAsync());
        await world.AssertAllPaidOnceAsync(1);
    }

    [Fact]
    public async Task Does_not_pay_to_an_address_of_the_faucet_itself()
    {
        await using var world = await PayoutWorld.CreateAsync();
        var own = await world.Chain.NewDepositAddressAsync(CancellationToken.None);
        var form = new Engine.Claims.ClaimForm(own, new Engine.Captcha.CaptchaAnswers(world.Faucet.Solve(9)), FaucetWorld.Visitor(9), FaucetWorld.Client(9));
        var wallet = Assert.IsType<Engine.Claims.ClaimOutcome.Accepted>(await world.Faucet.Claims.ClaimAsync(form, CancellationToken.None)).WalletId;
        await world.FillWalletAsync(1);

        await world.HealAsync();

        var statement = await world.Faucet.WalletAsync(wallet);
        Assert.NotNull(statement.BlockedReason);
        Assert.Empty(statement.Withdrawals);
        await world.AssertAllPaidOnceAsync(1);
    }

    [Fact]
    public async Task Stops_paying_when_the_wallet_sent_something_that_the_ledger_does_not_know()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.FillWalletAsync(1);
        await world.HealAsync();

        // The database of before the payout, with the node of after it: paying on would pay twice.
        await using var restored = await PayoutWorld.RestoreEmptyAsync(world.Chain);
        await restored.FillWalletAsync(1);
        await restored.HealAsync();

        Assert.Contains("does not know", await restored.HoldReasonAsync(), StringComparison.Ordinal);
        Assert.Equal(PayoutWorld.Drip, world.PaidOnChain(1));
    }

    [Fact]
    public async Task Goes_on_when_the_node_no_longer_knows_the_block_that_it_had_listed_up_to()
    {
        await using var world = await PayoutWorld.CreateAsync();
        for (var block = 0; block < 6; block++)
        {
            world.Chain.MineBlock();
        }

        await world.CycleAsync();
        world.Chain.Reorganise(5);
        await world.FillWalletAsync(1);

        await world.HealAsync();

        Assert.Null(await world.HoldReasonAsync());
        await world.AssertAllPaidOnceAsync(1);
    }

    [Fact]
    public async Task Only_one_of_two_workers_pays()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(world.CycleAsync)));

        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }
}
