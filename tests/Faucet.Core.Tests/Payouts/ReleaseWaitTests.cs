using System.Globalization;
using CsCheck;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Settings;

namespace Faucet.Core.Tests.Payouts;

/// <summary>The promise to those who wait, on any course of the fee. CsCheck prints the seed of a failure.</summary>
public sealed class ReleaseWaitTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(10);

    private static readonly Gen<FaucetSettings> AnySettings = Gen.Select(Gen.Int[0, 40], Gen.Int[1, 30], Gen.Int[1, 60], Gen.Int[0, 30]).Select(
        (ticks, maximum, count, cap) => new FaucetSettings
        {
            BatchAge = Tick * ticks,
            BatchMaximum = maximum,
            BatchCount = Math.Min(count, maximum),
            MaximumFeeRate = FeeRate.FromSatoshisPerVByte(1 + (cap * 10)),
        });

    // Calm, jumps, and long congestion: each stretch of the path has a level of its own.
    private static readonly Gen<decimal[]> AnyPath = Gen.Select(Gen.Int[1, 300], Gen.Int[1, 60]).Select((level, ticks) => (level, ticks)).Array[1, 12]
        .Select(stretches => stretches.SelectMany(s => Enumerable.Range(0, s.ticks).Select(i => (s.level * 0.5m) + (i * 7 % 11 * 0.1m))).ToArray());

    [Fact]
    public void Nobody_waits_longer_than_the_bound_unless_the_emergency_cap_holds() =>
        Gen.Select(AnySettings, AnyPath, Gen.Int[0, 4].Array[1, 40], Gen.Bool).Sample((settings, path, arrivals, knowsHistory) =>
        {
            var queue = new List<(int Came, int Number)>();
            for (var tick = 0; tick < path.Length; tick++)
            {
                var now = FeeRate.FromSatoshisPerVByte(path[tick]);
                queue.AddRange(Enumerable.Range(0, arrivals[tick % arrivals.Length]).Select(number => (tick, (tick * 10) + number)));
                var history = knowsHistory ? FeeHistory.Of([.. path.Take(tick + 1).Select(FeeRate.FromSatoshisPerVByte)]) : null;
                var isHeld = now > settings.MaximumFeeRate;
                while (queue.Count > 0)
                {
                    var plan = BatchPlan.Of(queue.Select(w => Waiting(w.Number, (tick - w.Came) * Tick)), settings.BatchMaximum);
                    if (ReleasePolicy.Decide(plan, new FeeOutlook(now, history), settings) is not ReleaseDecision.Leaves)
                    {
                        break;
                    }

                    queue.RemoveRange(0, plan.Members.Count);
                }

                Assert.True(isHeld || queue.Count == 0 || (tick - queue[0].Came) * Tick < settings.BatchAge, $"tick {tick}");
            }
        });

    [Fact]
    public void What_is_said_to_be_the_latest_never_comes_later() =>
        Gen.Select(AnySettings, Gen.Int[1, 200], Gen.Int[0, 40], Gen.Int[1, 25]).Sample((settings, rate, ticks, waiting) =>
        {
            var history = new FeeHistory(FeeRate.FromSatoshisPerVByte(2), FeeRate.FromSatoshisPerVByte(9));
            var decision = At(ticks * Tick);
            if (decision is ReleaseDecision.Waits waits)
            {
                Assert.True(waits.AtMost > TimeSpan.Zero);
                Assert.IsType<ReleaseDecision.Leaves>(At((ticks * Tick) + waits.AtMost));
            }

            ReleaseDecision At(TimeSpan age) => ReleasePolicy.Decide(
                BatchPlan.Of(Enumerable.Range(0, waiting).Select(number => Waiting(number, age)), settings.BatchMaximum),
                new FeeOutlook(FeeRate.FromSatoshisPerVByte(rate), history),
                settings);
        });

    private static WaitingPayout Waiting(int number, TimeSpan age) => new(
        Guid.Empty, ScriptPubKey.FromHex("0014" + number.ToString("x40", CultureInfo.InvariantCulture)), Money.FromSatoshis(1_000_000), age);
}
