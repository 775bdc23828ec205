using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Payouts;
using Faucet.Core.Wallets;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Faucet.Engine.Wallets;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>
/// The faucet dies under what a visitor asks of it: that is there once or not at all, nothing of the balance is lost, and the worker pays everybody once.
/// </summary>
public sealed class WithdrawalCrashTests(ITestOutputHelper output)
{
    private const int Visitor = 1;
    private const int Neighbour = 2;
    private const long FeeAtOnce = 2 * 141;

    private static readonly CancellationToken Token = CancellationToken.None;

    /// <summary>Asks for a payout with the next batch, thinks better of it, and asks for one at once.</summary>
    private static readonly CrashScenario ChangeOfMind = new(
        BeginAsync,
        async world =>
        {
            Assert.Null(await AskAsync(world, Visitor, PayoutSpeed.Batched));
            Assert.Null(await CancelAsync(world, Assert.Single((await StatementAsync(world, Visitor)).Withdrawals)));
            Assert.Null(await AskAsync(world, Visitor, PayoutSpeed.AtOnce));
            await world.CycleAsync();
            world.Chain.MineBlock();
            await world.CycleAsync();
        },
        CheckAsync)
    {
        CheckUndisturbed = async world => Assert.Equal(
            [WithdrawalState.Final, WithdrawalState.Cancelled], (await StatementAsync(world, Visitor)).Withdrawals.Select(w => w.State).Order()),
    };

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task What_a_visitor_asked_who_does_not_come_back_is_there_once_or_not_at_all(DatabaseProvider provider) =>
        CrashDriver.DieEverywhereAsync(ChangeOfMind, provider, output, leastCalls: 20, leastCommits: 15);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public Task A_visitor_who_comes_back_and_asks_again_is_paid_once(DatabaseProvider provider)
    {
        var persistent = ChangeOfMind with
        {
            GoOn = async world =>
            {
                var open = (await StatementAsync(world, Visitor)).Withdrawals.SingleOrDefault(w => w.State != WithdrawalState.Cancelled);
                if (open is { State: WithdrawalState.Queued, IsAtOnce: false })
                {
                    Assert.Null(await CancelAsync(world, open));
                    open = null;
                }

                if (open is null)
                {
                    Assert.Null(await AskAsync(world, Visitor, PayoutSpeed.AtOnce));
                }
                else
                {
                    Assert.NotNull((await RequestAsync(world, Visitor, PayoutSpeed.AtOnce, PayoutWorld.Drip, FeeAtOnce))?.Code);
                }
            },
            Check = async world =>
            {
                await CheckAsync(world);
                Assert.Equal(PayoutWorld.Drip - FeeAtOnce, world.PaidOnChain(Visitor));
            },
        };
        return CrashDriver.DieEverywhereAsync(persistent, provider, output, leastCalls: 20, leastCommits: 15);
    }

    /// <summary>Visitors pay the fees, nothing leaves by itself, and a neighbour's payout is due.</summary>
    private static async Task<PayoutWorld> BeginAsync(DatabaseProvider provider)
    {
        var world = await PayoutWorld.CreateAsync(provider);
        await world.Faucet.SetAsync("payout.threshold-sat", "1000000");
        await world.Faucet.SetAsync("payout.batch-age-seconds", "21600");
        await world.Faucet.SetAsync("payout.fee-paid-by", "visitor");
        await world.Faucet.SetAsync("payout.confirmations", "1");
        await world.CycleAsync();
        await world.FillWalletAsync(Visitor);
        await world.FillWalletAsync(Neighbour);
        Assert.Null(await AskAsync(world, Neighbour, PayoutSpeed.AtOnce));
        return world;
    }

    /// <remarks>What still waits for company leaves first.</remarks>
    private static async Task CheckAsync(PayoutWorld world)
    {
        await world.Faucet.SetAsync("payout.batch-age-seconds", "0");
        await world.HealAsync(rounds: 2);
        var statement = await StatementAsync(world, Visitor);
        var paid = statement.Withdrawals.Where(w => w.State != WithdrawalState.Cancelled).ToList();
        Assert.InRange(paid.Count, 0, 1);
        Assert.All(paid, withdrawal => Assert.Equal(WithdrawalState.Final, withdrawal.State));
        Assert.Equal(paid.Sum(w => w.Amount.Satoshis), world.PaidOnChain(Visitor));
        Assert.Equal(PayoutWorld.Drip, statement.Balance.Satoshis + paid.Sum(w => w.Amount.Satoshis + w.Fee.Satoshis));
        Assert.Equal(PayoutWorld.Drip - FeeAtOnce, world.PaidOnChain(Neighbour));
        await world.AssertHoldsAsync();
    }

    private static async Task<WalletStatement> StatementAsync(PayoutWorld world, int visitor)
    {
        await using var db = world.Faucet.Database.Open();
        var script = PayoutWorld.ScriptOf(visitor);
        return await world.Faucet.WalletAsync(await db.Wallets.Where(w => w.ScriptPubKey == script).Select(w => w.Id).SingleAsync(Token));
    }

    /// <summary>On the terms that the page shows, and once more where it says to.</summary>
    private static async Task<Refusal?> AskAsync(PayoutWorld world, int visitor, PayoutSpeed speed)
    {
        var quote = (await StatementAsync(world, visitor)).Quotes.Single(quote => quote.Speed == speed);
        var refusal = await RequestAsync(world, visitor, speed, quote.Amount.Satoshis, quote.Fee.Satoshis);
        return refusal?.RetryAt is null ? refusal : await RequestAsync(world, visitor, speed, quote.Amount.Satoshis, quote.Fee.Satoshis);
    }

    private static async Task<Refusal?> RequestAsync(PayoutWorld world, int visitor, PayoutSpeed speed, long amount, long fee) =>
        await world.Faucet.Get<WithdrawalRequests>().RequestAsync(
            (await StatementAsync(world, visitor)).Id, speed, Money.FromSatoshis(amount), Money.FromSatoshis(fee), Token);

    private static async Task<Refusal?> CancelAsync(PayoutWorld world, WithdrawalStatement queued) =>
        await world.Faucet.Get<WithdrawalRequests>().CancelAsync((await StatementAsync(world, Visitor)).Id, queued.Id, Token);
}
