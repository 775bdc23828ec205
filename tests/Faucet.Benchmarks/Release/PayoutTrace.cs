using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;

namespace Faucet.Benchmarks.Release;

/// <summary>A course of the fee, with what it says about its past, and the withdrawals that arrive meanwhile.</summary>
internal sealed class PayoutTrace
{
    private static readonly Money Amount = Money.FromSatoshis(1_000_000);

    private PayoutTrace(IReadOnlyList<FeeOutlook> fees, IReadOnlyList<int> arrivals) => (Fees, Arrivals) = (fees, arrivals);

    /// <summary>What the policy sees at each step.</summary>
    public IReadOnlyList<FeeOutlook> Fees { get; }

    /// <summary>How many withdrawals have come at each step.</summary>
    public IReadOnlyList<int> Arrivals { get; }

    public static TimeSpan Step => FeeHistory.SampledEvery;

    /// <param name="days">After the first ones, in which a history is gathered and nothing arrives.</param>
    /// <param name="last">Nothing arrives within this time of the end, so that all can leave.</param>
    public static IReadOnlyList<PayoutTrace> Make(int seed, int days, TimeSpan last, IReadOnlyList<double> arrivalsPerHour)
    {
        var random = new Random(seed);
        var rates = FeePath.Make(random, (int)FeeHistory.Kept.TotalDays + days).Rates;
        var fees = new List<FeeOutlook>();
        for (var step = FeeHistory.MostSamples; step < rates.Count; step++)
        {
            fees.Add(new FeeOutlook(rates[step], FeeHistory.Of([.. rates.Skip(step - FeeHistory.MostSamples + 1).Take(FeeHistory.MostSamples)])));
        }

        // From any time of the day: a timer that starts in a cheap hour comes back to it every day.
        var opens = random.Next(FeePath.StepsPerDay);
        var closes = fees.Count - (int)(last.Ticks / Step.Ticks) - 1;
        return
        [
            .. arrivalsPerHour.Select(perHour => new PayoutTrace(
                fees, [.. fees.Select((_, step) => step >= opens && step < closes ? Poisson(random, perHour * Step.TotalHours) : 0)])),
        ];
    }

    /// <summary>A withdrawal to a P2WPKH address of its own, large enough that no share of it is too large a fee.</summary>
    public static WaitingPayout Payout(int number, TimeSpan age) =>
        new(Guid.Empty, ScriptPubKey.FromHex("0014" + number.ToString("x40", CultureInfo.InvariantCulture)), Amount, age);

    /// <summary>What a batch of so many costs, in satoshis: one P2WPKH coin, and change.</summary>
    public static double Cost(int payouts, FeeRate rate) =>
        rate.SatoshisPerKvB / 1000.0 * BatchWeight.Of(1, [.. Enumerable.Repeat(Payout(0, TimeSpan.Zero).ScriptPubKey, payouts)], hasChange: true) / 4;

    private static int Poisson(Random random, double mean)
    {
        var (count, product, limit) = (0, random.NextDouble(), Math.Exp(-mean));
        while (product > limit)
        {
            (count, product) = (count + 1, product * random.NextDouble());
        }

        return count;
    }
}
