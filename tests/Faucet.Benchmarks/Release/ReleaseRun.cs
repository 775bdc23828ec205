using Faucet.Core.Payouts;
using Faucet.Core.Settings;

namespace Faucet.Benchmarks.Release;

/// <summary>What one way of releasing comes to.</summary>
/// <param name="Cost">All fees, in satoshis.</param>
internal sealed record ReleaseRun(double Cost, int Payouts, TimeSpan Waited, TimeSpan LongestWait)
{
    public static ReleaseRun None { get; } = new(0, 0, TimeSpan.Zero, TimeSpan.Zero);

    public double CostPerPayout => Cost / Payouts;

    public TimeSpan MeanWait => Waited / Payouts;

    public static ReleaseRun operator +(ReleaseRun left, ReleaseRun right) => new(
        left.Cost + right.Cost,
        left.Payouts + right.Payouts,
        left.Waited + right.Waited,
        left.LongestWait > right.LongestWait ? left.LongestWait : right.LongestWait);

    /// <summary>Releases as the faucet does.</summary>
    public static ReleaseRun ByPolicy(PayoutTrace trace, FaucetSettings settings) => By(
        trace, (plan, fees) => ReleasePolicy.Decide(plan, fees, settings) is ReleaseDecision.Leaves, settings.BatchMaximum);

    /// <summary>Releases all that wait when the oldest has waited so long.</summary>
    public static ReleaseRun ByAge(PayoutTrace trace, TimeSpan age) => By(trace, (plan, _) => plan.OldestAge >= age, int.MaxValue);

    /// <summary>Each on its own, when it comes.</summary>
    public static ReleaseRun Immediately(PayoutTrace trace) => By(trace, (_, _) => true, 1);

    private static ReleaseRun By(PayoutTrace trace, Func<BatchPlan, FeeOutlook, bool> leaves, int maximum)
    {
        var run = None;
        var queue = new List<int>();
        for (var step = 0; step < trace.Arrivals.Count; step++)
        {
            queue.AddRange(Enumerable.Repeat(step, trace.Arrivals[step]));
            while (queue.Count > 0)
            {
                var plan = BatchPlan.Of(queue.Select((came, number) => PayoutTrace.Payout(number, PayoutTrace.Step * (step - came))), maximum);
                if (!leaves(plan, trace.Fees[step]))
                {
                    break;
                }

                var waits = plan.Members.Select(member => member.Age).ToList();
                run += new ReleaseRun(
                    PayoutTrace.Cost(waits.Count, trace.Fees[step].Now), waits.Count, TimeSpan.FromTicks(waits.Sum(wait => wait.Ticks)), waits.Max());
                queue.RemoveRange(0, waits.Count);
            }
        }

        return queue.Count == 0 ? run : throw new BenchmarkException($"{queue.Count} payouts never left.");
    }
}
