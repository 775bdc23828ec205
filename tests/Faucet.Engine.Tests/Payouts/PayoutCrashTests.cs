using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin.Sandbox;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>The worker dies wherever it talks to the node or keeps something in the database, before and after, and starts again: everybody is paid once.</summary>
public sealed class PayoutCrashTests(ITestOutputHelper output)
{
    private const int Visitors = 2;

    private static readonly CrashScenario OnePayout = new(
        provider => BeginAsync(provider, confirmations: 2),
        async world =>
        {
            for (var round = 0; round < 4; round++)
            {
                await world.CycleAsync();
                world.Chain.MineBlock();
            }
        },
        world => world.AssertAllPaidOnceAsync(Visitors));

    private static readonly CrashScenario RaisedFee = new(
        async provider =>
        {
            // What pays a higher fee takes a second coin.
            var world = await BeginAsync(provider, confirmations: 1, 49_000, 100_000);
            await world.CycleAsync();
            world.Chain.EstimatedFeeRate = FeeRate.FromSatoshisPerVByte(15);
            world.Faucet.Time.Advance(TimeSpan.FromMinutes(61));
            return world;
        },
        async world =>
        {
            await world.CycleAsync();
            world.Chain.MineBlock();
            await world.CycleAsync();
        },
        async world =>
        {
            await world.AssertAllPaidOnceAsync(Visitors);
            var attempts = await world.AttemptsAsync(1);
            PayoutReplacementTests.AssertSamePayeesAndCoins(attempts);
            var final = attempts.Single(attempt => attempt.State == TransactionState.Final);
            Assert.All(attempts, attempt => Assert.True(attempt == final || attempt.State == TransactionState.Superseded));
            await AssertNothingIsHeldAsync(world, coins: CoinsOf(final));
        })
    {
        CheckUndisturbed = async world => Assert.Equal(
            [(TransactionState.Superseded, 1), (TransactionState.Final, 2)], (await world.AttemptsAsync(1)).Select(t => (t.State, CoinsOf(t)))),
    };

    private static readonly CrashScenario TakenBack = new(
        async provider =>
        {
            var world = await BeginAsync(provider, confirmations: 1);
            await world.CycleAsync();
            return world;
        },
        async world =>
        {
            Assert.IsType<CancelOutcome.Recorded>(await world.Faucet.Get<PayoutOrders>().CancelAsync(1, TestContext.Current.CancellationToken));
            await world.CycleAsync();
            world.Chain.MineBlock();
            await world.RoundAsync();
        },
        async world =>
        {
            await world.AssertAllPaidOnceAsync(Visitors);
            await using var db = world.Faucet.Database.Open();
            Assert.All(await db.PayoutBatches.Select(b => b.State).ToListAsync(), state => Assert.True(state is BatchState.Final or BatchState.Abandoned));
        })
    {
        CheckUndisturbed = async world =>
        {
            await using var db = world.Faucet.Database.Open();
            Assert.Equal([0, 0, 1], await db.PayoutTransactions.OrderBy(t => t.Sequence).Select(t => t.Sequence).ToListAsync());
        },
    };

    private static readonly CrashScenario SplitChange = new(
        async provider =>
        {
            var world = await BeginAsync(provider, confirmations: 1, 1_000_000);
            await world.Faucet.SetAsync("payout.coins-ready", "3");
            return world;
        },
        RaisedFee.Act,
        async world =>
        {
            await world.AssertAllPaidOnceAsync(Visitors);
            Assert.Equal(3, (await world.Chain.GetFreeCoinsAsync(CancellationToken.None)).Count);
            await AssertNothingIsHeldAsync(world, coins: 1);
        });

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task Pays_once_wherever_it_dies(DatabaseProvider provider) =>
        CrashDriver.DieEverywhereAsync(OnePayout, provider, output, leastCalls: 26, leastCommits: 26);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task Pays_once_wherever_it_dies_while_a_fee_is_raised(DatabaseProvider provider) =>
        CrashDriver.DieEverywhereAsync(RaisedFee, provider, output, leastCalls: 20, leastCommits: 15);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task Pays_once_wherever_it_dies_while_a_batch_is_taken_back_and_paid_anew(DatabaseProvider provider) =>
        CrashDriver.DieEverywhereAsync(TakenBack, provider, output, leastCalls: 31, leastCommits: 13);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task Pays_once_wherever_it_dies_while_a_batch_splits_its_change(DatabaseProvider provider) =>
        CrashDriver.DieEverywhereAsync(SplitChange, provider, output, leastCalls: 25, leastCommits: 20);

    /// <param name="confirmations">Blocks until a payout is final.</param>
    /// <param name="treasury">The coins of the hot wallet, in satoshis; by default more than any batch needs.</param>
    private static async Task<PayoutWorld> BeginAsync(DatabaseProvider provider, int confirmations, params long[] treasury)
    {
        var options = new SandboxNodeOptions();
        var world = await PayoutWorld.CreateAsync(
            provider, new SandboxNode(BitcoinNetwork.Sandbox, treasury.Length == 0 ? options : options with { Treasury = [.. treasury.Select(Money.FromSatoshis)] }));
        await world.Faucet.SetAsync("payout.confirmations", $"{confirmations}");
        for (var visitor = 1; visitor <= Visitors; visitor++)
        {
            await world.FillWalletAsync(visitor);
        }

        return world;
    }

    private static int CoinsOf(PayoutTransaction attempt) => RawTransaction.Parse(attempt.UnsignedHex).Inputs.Count;

    /// <param name="coins">Those that what is final has spent.</param>
    private static async Task AssertNothingIsHeldAsync(PayoutWorld world, int coins)
    {
        Assert.Empty(await world.Chain.ListLocksAsync(CancellationToken.None));
        await using var db = world.Faucet.Database.Open();
        Assert.Equal(coins, await db.OutpointReservations.CountAsync());
    }
}
