using System.Globalization;
using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Benchmarks.Release;

/// <param name="Seed">Of the first path; the others count on from it.</param>
/// <param name="Bound">How long the oldest withdrawal may wait.</param>
internal sealed record ReleaseOptions(int Seed, int Paths, int Days, TimeSpan Bound, int BatchCount)
{
    public static ReleaseOptions Default { get; } = new(1, 20, 40, new FaucetSettings().BatchAge, new FaucetSettings().BatchCount);
}

/// <summary>What a payout costs by the faucet's release policy, by simpler ones, and at the least.</summary>
internal sealed class ReleaseBenchmark(ReleaseOptions options)
{
    private const double Goal = 1.45;

    private static readonly double[] ArrivalsPerHour = [0.5, 4, 20];

    // The emergency cap is another matter: what it holds back waits without a bound.
    private FaucetSettings Settings { get; } = new()
    {
        BatchAge = options.Bound,
        BatchCount = options.BatchCount,
        MaximumFeeRate = FeeRate.FromSatoshisPerVByte(1_000m),
    };

    public Task<IReadOnlyList<Figure>> RunAsync(CancellationToken cancellationToken) => Task.Run(() => Measure(cancellationToken), cancellationToken);

    private IReadOnlyList<Figure> Measure(CancellationToken cancellationToken)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.Paths} paths of {options.Days} days from seed {options.Seed}; batch-count {Settings.BatchCount}, batch-age {Settings.BatchAge.TotalHours:0.#} h"));
        var totals = ArrivalsPerHour.Select(_ => new Comparison()).ToList();
        var rates = new List<double>();
        for (var path = 0; path < options.Paths; path++)
        {
            var traces = PayoutTrace.Make(options.Seed + path, options.Days, TimeSpan.FromDays(1) + Settings.BatchAge, ArrivalsPerHour);
            rates.AddRange(traces[0].Fees.Select(fee => (double)fee.Now.SatoshisPerVByte));
            for (var i = 0; i < traces.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                totals[i].Add(traces[i], Settings);
            }
        }

        rates.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fees: mean {rates.Average():0.0}, 5 % below {rates.Percentile(5):0.0}, 5 % above {rates.Percentile(95):0.0}, highest {rates[^1]:0} sat/vB"));
        return [.. totals.SelectMany((total, i) => total.Figures(ArrivalsPerHour[i], Settings.BatchAge, Goal))];
    }

    private sealed class Comparison
    {
        private ReleaseRun policy = ReleaseRun.None;
        private ReleaseRun immediately = ReleaseRun.None;
        private ReleaseRun hourly = ReleaseRun.None;
        private ReleaseRun sixHourly = ReleaseRun.None;
        private ReleaseRun daily = ReleaseRun.None;
        private double least;

        public void Add(PayoutTrace trace, FaucetSettings settings)
        {
            policy += ReleaseRun.ByPolicy(trace, settings);
            immediately += ReleaseRun.Immediately(trace);
            hourly += ReleaseRun.ByAge(trace, TimeSpan.FromHours(1));
            sixHourly += ReleaseRun.ByAge(trace, TimeSpan.FromHours(6));
            daily += ReleaseRun.ByAge(trace, TimeSpan.FromHours(24));
            least += Clairvoyance.LeastCost(trace, settings.BatchAge);
        }

        public IEnumerable<Figure> Figures(double perHour, TimeSpan bound, double goal)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"{perHour} payouts/h: ");
            yield return Figure.AtMost(where + "cost ÷ clairvoyant optimum", policy.Cost / least, goal, "0.00");
            yield return Figure.AtMost(where + "longest wait", policy.LongestWait.TotalHours, bound.TotalHours, "0.0", "h");
            yield return Figure.Plain(where + "mean wait", policy.MeanWait.TotalHours, "0.0", "h");
            yield return Figure.Plain(where + "cost of a payout", policy.CostPerPayout, "0", "sat");
            yield return Figure.Plain(where + "mean wait of a 6-hour timer", sixHourly.MeanWait.TotalHours, "0.0", "h");
            yield return new Figure(where + "immediately / hourly / 6-hourly / 24-hourly / optimum", string.Create(
                CultureInfo.InvariantCulture,
                $"{immediately.CostPerPayout:0} / {hourly.CostPerPayout:0} / {sixHourly.CostPerPayout:0} / {daily.CostPerPayout:0} / {least / policy.Payouts:0} sat"));
        }
    }
}
