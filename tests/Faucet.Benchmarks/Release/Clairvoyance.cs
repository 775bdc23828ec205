namespace Faucet.Benchmarks.Release;

/// <summary>The least that paying everybody within a bound can cost, for somebody who knows all fees and arrivals beforehand.</summary>
/// <remarks>
/// Whoever came first leaves first in some cheapest plan, since all may wait equally long. So a plan cuts the arrivals into runs; a run leaves at the lowest
/// fee between its last arrival and the end of its first one's wait. Steps times bound many runs are looked at. No batch is too large here.
/// </remarks>
internal static class Clairvoyance
{
    public static double LeastCost(PayoutTrace trace, TimeSpan bound)
    {
        var steps = (int)(bound.Ticks / PayoutTrace.Step.Ticks);
        var most = trace.Arrivals.Count;

        // The cost of a batch is the fee times a constant for each number of payouts: look it up.
        var weights = new List<double>();
        var least = new double[most + 1];
        Array.Fill(least, double.PositiveInfinity);
        least[0] = 0;
        for (var first = 0; first < most; first++)
        {
            if (trace.Arrivals[first] == 0)
            {
                least[first + 1] = Math.Min(least[first + 1], least[first]);
                continue;
            }

            var end = Math.Min(first + steps, most - 1);
            var payouts = Enumerable.Range(first, end - first + 1).Sum(step => trace.Arrivals[step]);
            var lowest = double.PositiveInfinity;
            for (var last = end; last >= first; last--)
            {
                lowest = Math.Min(lowest, trace.Fees[last].Now.SatoshisPerKvB);
                least[last + 1] = Math.Min(least[last + 1], least[first] + (lowest * WeightOf(payouts)));
                payouts -= trace.Arrivals[last];
            }
        }

        return least[most];

        double WeightOf(int payouts)
        {
            while (weights.Count <= payouts)
            {
                weights.Add(PayoutTrace.Cost(weights.Count, Core.Amounts.FeeRate.FromSatoshisPerKvB(1_000)) / 1_000);
            }

            return weights[payouts];
        }
    }
}
