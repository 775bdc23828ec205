using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>An operator hurries payouts: they leave at once, each is paid once, and no ceiling is broken.</summary>
public sealed class PayoutOrdersTests
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_waits_for_company_leaves_on_an_operators_word(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.Faucet.SetAsync("payout.batch-age-seconds", "21600");
        Assert.Equal((0, null), Figures(await ReleaseAsync(world)));
        await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);
        await world.HealAsync();
        Assert.Equal(0, world.PaidOnChain(1));

        Assert.Equal((1, null), Figures(await ReleaseAsync(world)));

        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(2);
    }

    [Fact]
    public async Task More_than_a_batch_holds_leaves_in_several()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.Faucet.SetAsync("payout.batch-age-seconds", "21600");
        for (var wallet = 1; wallet <= 5; wallet++)
        {
            await world.FillWalletAsync(wallet);
        }

        await world.CycleAsync();
        await world.Faucet.SetAsync("payout.batch-count", "2");
        await world.Faucet.SetAsync("payout.batch-maximum", "2");

        Assert.Equal((3, null), Figures(await ReleaseAsync(world)));

        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(5);
    }

    [Fact]
    public async Task Ceilings_and_freezes_hold_for_an_operator_too()
    {
        await using var world = await PayoutWorld.CreateAsync();
        await world.Faucet.SetAsync("payout.batch-age-seconds", "21600");
        await world.FillWalletAsync(1);
        await world.CycleAsync();

        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(1_000);
        var dear = await ReleaseAsync(world);
        Assert.Empty(dear.Batches);
        Assert.Contains("at most 20 sat/vB", dear.Reason, StringComparison.Ordinal);

        world.Node.Estimate = null;
        await world.Faucet.Get<PayoutFreezes>().FreezeAsync(FreezeCause.Operator, "Moving house.", Token);
        Assert.Contains("Moving house.", (await ReleaseAsync(world)).Reason, StringComparison.Ordinal);
        Assert.Contains("Moving house.", await RefusedAsync(world, 1, null), StringComparison.Ordinal);
        await world.CycleAsync();
        Assert.Equal(0, world.PaidOnChain(1));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_sent_batch_pays_the_fee_that_an_operator_names_and_its_payees_once(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.FillWalletAsync(1);
        await world.CycleAsync();
        await using var db = world.Faucet.Database.Open();
        var batch = await db.PayoutBatches.Select(b => b.Id).SingleAsync(Token);

        Assert.Contains("as much as was asked for", await RefusedAsync(world, batch, null), StringComparison.Ordinal);
        Assert.Contains("above what this faucet pays", await RefusedAsync(world, batch, FeeRate.FromSatoshisPerVByte(9_000)), StringComparison.Ordinal);
        Assert.Contains("no transaction that was sent", await RefusedAsync(world, batch + 1, null), StringComparison.Ordinal);
        var raised = Assert.IsType<BumpOutcome.Raised>(await BumpAsync(world, batch, FeeRate.FromSatoshisPerVByte(9)));
        Assert.Equal(9, raised.Rate.SatoshisPerVByte);

        await world.CycleAsync();
        var attempts = await db.PayoutTransactions.AsNoTracking().OrderBy(t => t.Sequence).ToListAsync(Token);
        Assert.Equal([raised.Replaced, attempts[1].TxId], attempts.Select(t => t.TxId));
        Assert.InRange((decimal)attempts[1].Fee.Satoshis / attempts[1].VSize!.Value, 9m, 9.1m);
        await world.HealAsync();
        await world.AssertAllPaidOnceAsync(1);
        Assert.Contains("no transaction that was sent", await RefusedAsync(world, batch, null), StringComparison.Ordinal);
    }

    private static Task<ReleasedByHand> ReleaseAsync(PayoutWorld world) => world.Faucet.Get<PayoutOrders>().ReleaseAsync(Token);

    private static (int Batches, string? Reason) Figures(ReleasedByHand released) => (released.Batches.Count, released.Reason);

    private static Task<BumpOutcome> BumpAsync(PayoutWorld world, long batch, FeeRate? rate) => world.Faucet.Get<PayoutOrders>().BumpAsync(batch, rate, Token);

    private static async Task<string> RefusedAsync(PayoutWorld world, long batch, FeeRate? rate) =>
        Assert.IsType<BumpOutcome.Refused>(await BumpAsync(world, batch, rate)).Reason;
}
