using Faucet.Core.Amounts;
using Faucet.Core.Payouts;

namespace Faucet.Benchmarks.Release;

/// <summary>A made-up course of the network's fee, one rate for each step of ten minutes.</summary>
/// <remarks>
/// The logarithm of the fee wanders and comes back (Ornstein-Uhlenbeck), days and weekends show, and now and then congestion multiplies it for some hours.
/// It is not fitted to the fees of any year.
/// </remarks>
internal sealed class FeePath
{
    public static readonly int StepsPerDay = (int)(TimeSpan.FromDays(1).Ticks / FeeHistory.SampledEvery.Ticks);

    private const double Usual = 5.1;
    private const double ReturnsWithinDays = 0.75;
    private const double Spread = 0.38;
    private const double DaySwing = 0.22;
    private const double WeekendFalls = 0.18;
    private const double JumpsPerDay = 0.4;
    private const double JumpFadesWithinDays = 0.15;

    private FeePath(IReadOnlyList<FeeRate> rates) => Rates = rates;

    public IReadOnlyList<FeeRate> Rates { get; }

    public static FeePath Make(Random random, int days)
    {
        var rates = new List<FeeRate>();
        var (wander, jump) = (0.0, 0.0);
        var step = 1.0 / StepsPerDay;
        for (var i = 0; i < days * StepsPerDay; i++)
        {
            wander += (-wander * step / ReturnsWithinDays) + (Spread * Math.Sqrt(2 * step / ReturnsWithinDays) * Normal(random));
            jump *= Math.Exp(-step / JumpFadesWithinDays);
            if (random.NextDouble() < JumpsPerDay * step)
            {
                jump += 0.5 + (1.3 * random.NextDouble());
            }

            var day = i * step;
            var season = (DaySwing * Math.Sin(2 * Math.PI * (day - 0.4))) - (day % 7 >= 5 ? WeekendFalls : 0);
            rates.Add(FeeRate.FromSatoshisPerVByte((decimal)Math.Clamp(Usual * Math.Exp(wander + jump + season), 1, 500)));
        }

        return new FeePath(rates);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
