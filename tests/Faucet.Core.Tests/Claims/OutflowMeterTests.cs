using CsCheck;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;

namespace Faucet.Core.Tests.Claims;

public sealed class OutflowMeterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void Empties_by_its_budget_once_per_window()
    {
        var full = new OutflowMeter(Money.FromSatoshis(100_000), Start);

        Assert.Equal(50_000, full.LeakedTo(Start.AddHours(12), Money.FromSatoshis(100_000), Day).Spent.Satoshis);
        Assert.Equal(Money.Zero, full.LeakedTo(Start.AddHours(24), Money.FromSatoshis(100_000), Day).Spent);
        Assert.Equal(full, full.LeakedTo(Start.AddMilliseconds(863), Money.FromSatoshis(100_000), Day));
        Assert.Equal(99_999, full.LeakedTo(Start.AddMilliseconds(864), Money.FromSatoshis(100_000), Day).Spent.Satoshis);
    }

    [Fact]
    public void A_clock_set_back_leaks_nothing_and_loses_nothing()
    {
        var meter = new OutflowMeter(Money.FromSatoshis(500), Start.AddDays(400));

        Assert.Equal(new OutflowMeter(Money.FromSatoshis(500), Start), meter.LeakedTo(Start, Money.FromSatoshis(1_000), Day));
    }

    [Fact]
    public void Leaks_the_same_in_many_small_steps_as_in_one() =>
        Gen.Select(Gen.Long[1, 10_000_000_000], Gen.Long[0, 10_000_000_000], Gen.Int[0, 5_000].List[1, 200]).Sample((budget, spent, steps) =>
        {
            var total = Money.FromSatoshis(budget);
            var stepwise = new OutflowMeter(Money.FromSatoshis(spent), Start);
            var now = Start;
            foreach (var step in steps)
            {
                now = now.AddMilliseconds(step);
                stepwise = stepwise.LeakedTo(now, total, Day);
            }

            var atOnce = new OutflowMeter(Money.FromSatoshis(spent), Start).LeakedTo(now, total, Day);

            // Steps never leak more; what they leak less stays below what flows in the milliseconds that their times are rounded to.
            var slack = (steps.Count * budget / 86_400_000) + steps.Count;
            return stepwise.Spent >= atOnce.Spent && stepwise.Spent.Satoshis - atOnce.Spent.Satoshis <= slack;
        });

    [Fact]
    public void Over_any_time_no_more_is_given_than_one_budget_and_what_flowed_in() =>
        Gen.Select(Gen.Long[1, 1_000_000], Gen.Long[1, 1_000], Gen.Int[0, 600_000].List[1, 300]).Sample((budget, drip, gaps) =>
        {
            var total = Money.FromSatoshis(budget);
            var (meter, now, given) = (new OutflowMeter(Money.Zero, Start), Start, 0L);
            foreach (var gap in gaps)
            {
                now = now.AddMilliseconds(gap);
                meter = meter.LeakedTo(now, total, Day);
                if (meter.Spent.Satoshis + drip <= budget)
                {
                    meter = meter with { Spent = meter.Spent + Money.FromSatoshis(drip) };
                    given += drip;
                }
            }

            return given <= budget + ((now - Start) / Day * budget) + 1;
        });
}
