using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>A faucet that was refilled with one coin: after the first batch no batch waits for another one's block.</summary>
public sealed class CoinSplitTests
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Theory]
    [InlineData(3, 3)]
    [InlineData(1, 1)]
    public async Task Batches_leave_one_after_the_other_as_many_as_there_are_coins(int coinsReady, int batches)
    {
        await using var world = await CreateAsync(coinsReady);
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        world.Chain.MineBlock();
        Assert.Equal(coinsReady, (await world.Chain.GetFreeCoinsAsync(Token)).Count);

        for (var number = 2; number <= 5; number++)
        {
            await world.FillWalletAsync(number);
            await world.CycleAsync();
        }

        await using var db = world.Faucet.Database.Open();
        Assert.Equal(1 + batches, await db.PayoutTransactions.CountAsync(t => t.State == TransactionState.Sent || t.State == TransactionState.Mined, Token));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(5);
    }

    [Fact]
    public async Task The_fee_of_a_batch_that_split_its_change_is_raised_like_any_other()
    {
        await using var world = await CreateAsync(coinsReady: 3);
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(6);
        world.Faucet.Time.Advance(TimeSpan.FromHours(2));
        await world.CycleAsync();

        await using var db = world.Faucet.Database.Open();
        Assert.Equal([TransactionState.Sent, TransactionState.Sent], await db.PayoutTransactions.Select(t => t.State).ToListAsync(Token));
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
    }

    private static async Task<PayoutWorld> CreateAsync(int coinsReady)
    {
        var world = await PayoutWorld.CreateAsync(
            DatabaseProvider.Sqlite, new SandboxNode(BitcoinNetwork.Sandbox, new SandboxNodeOptions { Treasury = [Money.FromSatoshis(1_000_000)] }));
        await world.Faucet.SetAsync("payout.coins-ready", $"{coinsReady}");
        return world;
    }
}
