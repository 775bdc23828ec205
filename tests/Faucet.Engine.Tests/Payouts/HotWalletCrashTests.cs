using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>The faucet dies while it takes into the ledger what came to the hot wallet and what left it behind its back: each is booked once.</summary>
public sealed class HotWalletCrashTests(ITestOutputHelper output)
{
    private const string Who = "test";
    private const long Elsewhere = 5_000_000;

    private static readonly CancellationToken Token = CancellationToken.None;

    private static readonly long[] Refills = [1_000_000, 2_345_678];

    /// <summary>Two refills and a payout in one round.</summary>
    private static readonly CrashScenario Refilled = new(
        async provider =>
        {
            var world = await BeginAsync(provider);
            await world.FillWalletAsync(1);
            foreach (var amount in Refills)
            {
                world.Chain.PayIn(await world.Chain.NewDepositAddressAsync(Token), Money.FromSatoshis(amount));
            }

            MineDeep(world);
            return world;
        },
        ActAsync,
        async world =>
        {
            await world.AssertAllPaidOnceAsync(1);
            await using var db = world.Faucet.Database.Open();
            var booked = await db.LedgerTransfers.Where(t => t.Kind == TransferKind.Deposit).OrderBy(t => t.Id).Select(t => t.Amount).ToListAsync(Token);
            Assert.Equal(Refills, booked.Select(amount => amount.Satoshis).Except([20_000_000]).Order());
            Assert.Equal(5 + Refills.Length, booked.Count);
        });

    /// <summary>A payment made behind the faucet, which pays one visitor what he is owed and somebody else.</summary>
    private static readonly CrashScenario Declared = new(
        async provider =>
        {
            var world = await BeginAsync(provider);
            await world.FillWalletAsync(1);
            await SpendBehindTheFaucetAsync(world);
            await world.FillWalletAsync(2);
            await world.CycleAsync();
            MineDeep(world);
            await world.CycleAsync();
            Assert.Contains("does not know", await world.HoldReasonAsync(), StringComparison.Ordinal);
            return world;
        },
        async world =>
        {
            Assert.Equal((1, Elsewhere), await DeclareAsync(world) is DeclareOutcome.Declared declared ? (declared.Settled, declared.Elsewhere.Satoshis) : default);
            Assert.IsType<ResumeOutcome.Resumed>(await ResumeAsync(world));
            await ActAsync(world);
        },
        async world =>
        {
            await world.AssertAllPaidOnceAsync(2);
            await using var db = world.Faucet.Database.Open();
            Assert.Equal(Elsewhere, (await db.KnownSpends.SingleAsync(Token)).Elsewhere.Satoshis);
            Assert.Equal(Elsewhere, (await db.LedgerTransfers.SingleAsync(t => t.Kind == TransferKind.KnownSpend, Token)).Amount.Satoshis);
            Assert.Equal([BatchState.Final, BatchState.Final], await db.PayoutBatches.Select(b => b.State).ToListAsync(Token));
        })
    {
        // The operator, who does not know how far it came.
        GoOn = async world =>
        {
            var declared = await DeclareAsync(world);
            Assert.True(declared is DeclareOutcome.Declared || $"{declared}".Contains("knows", StringComparison.Ordinal), $"{declared}");
            Assert.True(await ResumeAsync(world) is ResumeOutcome.Resumed or ResumeOutcome.NotFrozen);
        },
    };

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task A_refill_is_booked_once_wherever_it_dies(DatabaseProvider provider) =>
        CrashDriver.DieEverywhereAsync(Refilled, provider, output, leastCalls: 20, leastCommits: 15);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task A_declared_payment_is_booked_once_and_settles_its_debt_once_wherever_it_dies(DatabaseProvider provider) =>
        CrashDriver.DieEverywhereAsync(Declared, provider, output, leastCalls: 25, leastCommits: 20);

    private static async Task<PayoutWorld> BeginAsync(DatabaseProvider provider)
    {
        var world = await PayoutWorld.CreateAsync(provider);
        await world.Faucet.SetAsync("payout.confirmations", "1");
        await world.CycleAsync();
        return world;
    }

    private static async Task ActAsync(PayoutWorld world)
    {
        await world.CycleAsync();
        world.Chain.MineBlock();
        await world.CycleAsync();
    }

    private static void MineDeep(PayoutWorld world)
    {
        for (var block = 0; block < 3; block++)
        {
            world.Chain.MineBlock();
        }
    }

    private static async Task SpendBehindTheFaucetAsync(PayoutWorld world)
    {
        Payee[] payees =
        [
            new(PayoutWorld.ScriptOf(1), FaucetWorld.Address(1), Money.FromSatoshis(PayoutWorld.Drip)),
            new(PayoutWorld.ScriptOf(99), FaucetWorld.Address(99), Money.FromSatoshis(Elsewhere)),
        ];
        var funded = await world.Chain.FundAsync(new FundingRequest(payees, FeeRate.FromSatoshisPerVByte(5), 1, 0), Token);
        await world.Chain.BroadcastAsync(await world.Chain.SignAsync(funded.UnsignedHex, Token), FeeRate.FromSatoshisPerVByte(100), Token);
    }

    private static async Task<DeclareOutcome> DeclareAsync(PayoutWorld world)
    {
        var spends = (await world.Chain.ListChangesAsync(null, 1, Token)).Spends;
        return await world.Faucet.Get<SpendDeclaration>().DeclareAsync(spends[0], Who, "by hand", Token);
    }

    private static Task<ResumeOutcome> ResumeAsync(PayoutWorld world) =>
        world.Faucet.Get<PayoutResume>().ResumeAsync(Who, "looked into it", booksDifference: false, Token);
}
