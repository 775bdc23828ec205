using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Payouts;

/// <summary>Whom the coins suffice for when they do not for all.</summary>
public sealed class FreeCoinsTests
{
    // At 10 sat/vB a coin costs 680 sat to spend, a lone payment without change 420 more, each further one 310.
    private static readonly FeeRate Rate = FeeRate.FromSatoshisPerVByte(10);

    private static readonly FaucetSettings Settings = new()
    {
        BatchCount = 2,
        BatchAge = TimeSpan.FromHours(10),
        BatchMaximum = 20,
        MaximumFeeRate = FeeRate.FromSatoshisPerVByte(20),
        MaximumFeePercent = 20,
    };

    [Fact]
    public void A_coin_is_worth_what_it_holds_less_what_it_costs_to_spend()
    {
        var coins = Coins(10_000, 680, 681, 20_000);

        Assert.Equal(68, BatchWeight.InputVBytes);
        Assert.Equal(9_320 + 1 + 19_320, coins.Spendable(Rate).Satoshis);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(19_320, 1)]
    [InlineData(19_321, 2)]
    [InlineData(28_641, 3)]
    [InlineData(28_642, 3)]
    public void The_largest_coins_are_the_fewest_inputs(int amount, int inputs) =>
        Assert.Equal(inputs, Coins(10_000, 680, 681, 20_000).InputsFor(Money.FromSatoshis(amount), Rate));

    [Fact]
    public void Of_very_many_coins_the_largest_count_that_a_batch_has_room_for() =>
        Assert.Equal(250 * 9_320 + 90_000, new FreeCoins([.. Enumerable.Repeat(10_000, 999).Append(100_000).Select(sat => Money.FromSatoshis(sat))], 0).Spendable(Rate).Satoshis);

    [Theory]
    [InlineData(31_720, 3)]
    [InlineData(31_719, 2)]
    [InlineData(11_100, 1)]
    [InlineData(11_099, 0)]
    public void The_oldest_are_paid_as_far_as_the_coins_go(int coin, int leave)
    {
        var settings = Settings with { BatchCount = 1 };
        var (plan, decision) = Fit([(10_000, 0), (10_000, 0), (10_000, 0)], Coins(coin), settings);

        Assert.Equal(leave > 0, decision is ReleaseDecision.Leaves);
        Assert.Equal(leave > 0 ? leave : 3, plan.Members.Count);
        if (leave == 0)
        {
            Assert.Equal(new ReleaseDecision.TooFewCoins(Money.FromSatoshis(30_000), Money.FromSatoshis(10_419)), decision);
        }
    }

    /// <summary>Its change may need but a block: a small transaction of its own would cost more.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Fewer_leave_only_where_they_are_company_enough(int leave, bool leaves) => Assert.Equal(
        leaves, Fit([(10_000, 0), (10_000, 0), (10_000, 0)], Coins((10_310 * leave) + 790), Settings).Decision is ReleaseDecision.Leaves);

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void A_large_one_is_overtaken_until_it_has_waited_for_the_bound(int minutes, bool overtaken)
    {
        var (plan, decision) = Fit([(90_000, minutes), (10_000, 0), (10_000, 0)], Coins(50_000), Settings);

        Assert.Equal(overtaken, decision is ReleaseDecision.Leaves);
        Assert.Equal(overtaken ? 20_000 : 110_000, plan.Amount.Satoshis);
    }

    [Fact]
    public void Withdrawals_to_one_address_need_one_output() => Assert.Equal(
        2, BatchPlan.Of([Waiting(1, 10_000, 0), Waiting(1, 10_000, 0), Waiting(2, 10_000, 0)], 20)
            .Within(Money.FromSatoshis(20_729), Rate, TimeSpan.FromHours(1)).Members.Count);

    /// <summary>Ten inputs for a payment of 50,000 satoshis: 6,800 of 10,000 that the fee may be; twenty are too dear.</summary>
    [Theory]
    [InlineData(6_500, true)]
    [InlineData(3_600, false)]
    public void Coins_that_are_so_small_that_the_fee_is_too_large_a_share_wait_for_a_larger_one(int coin, bool leaves) => Assert.Equal(
        leaves, Fit([(50_000, 0)], new FreeCoins([.. Enumerable.Repeat(Money.FromSatoshis(coin), 100)], 0), Settings).Decision is ReleaseDecision.Leaves);

    private static (BatchPlan Plan, ReleaseDecision Decision) Fit((int Amount, int Minutes)[] oldestFirst, FreeCoins coins, FaucetSettings settings) =>
        ReleasePolicy.Fit(
            BatchPlan.Of(oldestFirst.Select((payout, i) => Waiting(i, payout.Amount, payout.Minutes)), settings.BatchMaximum),
            coins,
            new FeeOutlook(Rate, null),
            settings);

    private static FreeCoins Coins(params int[] satoshis) => new([.. satoshis.Select(sat => Money.FromSatoshis(sat))], 0);

    private static WaitingPayout Waiting(int script, int amount, int minutes) => new(
        Guid.Empty, ScriptPubKey.FromHex("0014" + script.ToString("x40", CultureInfo.InvariantCulture)), Money.FromSatoshis(amount), TimeSpan.FromMinutes(minutes));
}
