using Faucet.Core.Amounts;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Tests.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Claims;

/// <summary>Nobody is promised coins that are owed to another, or that are not there.</summary>
public sealed class DryFaucetTests
{
    private const long Drip = 100;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_crowd_gets_what_is_there_less_the_reserve_to_the_satoshi(DatabaseProvider provider)
    {
        await using var world = await FaucetWorld.CreateAsync(provider, refills: false);
        await world.SetAsync("claim.reserve-sat", "1000");
        Assert.Equal("dry", Assert.IsType<ClaimOutcome.Refused>(await world.ClaimAsync(1, 1)).Refusal.Code);
        await world.RefillAsync(Money.FromSatoshis(1_000 + (7 * Drip) + Drip - 1));

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 30).Select(i => Task.Run(() => world.ClaimAsync(i, i))));

        Assert.Equal(7, outcomes.Count(o => o is ClaimOutcome.Accepted));
        Assert.All(outcomes.OfType<ClaimOutcome.Refused>(), outcome => Assert.Equal("dry", outcome.Refusal.Code));
        await world.AssertLedgerHoldsAsync();
        await world.RefillAsync(Money.FromSatoshis(1));
        Assert.IsType<ClaimOutcome.Accepted>(await world.ClaimAsync(99, 99));
    }

    /// <remarks>A refill counts when it is booked, a fee when it is paid, and what is paid out was counted when it was given.</remarks>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task What_is_left_follows_refills_and_fees_and_not_payouts(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        var before = await AvailableAsync(world);
        await world.FillWalletAsync(1);
        Assert.Equal(before - PayoutWorld.Drip, await AvailableAsync(world));
        world.Chain.PayIn(await world.Chain.NewDepositAddressAsync(CancellationToken.None), Money.FromSatoshis(5_000));

        await world.HealAsync();

        await world.AssertAllPaidOnceAsync(1);
        await using var db = world.Faucet.Database.Open();
        var fee = await db.PayoutTransactions.Select(t => t.Fee).SingleAsync();
        Assert.Equal(before - PayoutWorld.Drip + 5_000 - fee.Satoshis, await AvailableAsync(world));
        Assert.Equal((await world.Chain.GetBalanceAsync(CancellationToken.None)).Confirmed.Satoshis, await AvailableAsync(world));
    }

    private static async Task<long> AvailableAsync(PayoutWorld world)
    {
        await using var db = world.Faucet.Database.Open();
        return await db.ClaimGates.Select(g => g.Available).SingleAsync();
    }
}
