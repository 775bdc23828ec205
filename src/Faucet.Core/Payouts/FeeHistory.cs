using Faucet.Core.Amounts;

namespace Faucet.Core.Payouts;

/// <summary>What the network asked for over the last days: which fee is a cheap one, and which a dear one.</summary>
/// <param name="Low">15 in 100 samples were below.</param>
/// <param name="High">5 in 100 samples were above.</param>
public sealed record FeeHistory(FeeRate Low, FeeRate High)
{
    private const int LowPercent = 15;
    private const int HighPercent = 95;

    // Six hours: with less, an hour of congestion would count as the usual fee.
    private const int LeastSamples = 36;

    /// <summary>At most one sample is taken in this time…</summary>
    public static TimeSpan SampledEvery { get; } = TimeSpan.FromMinutes(10);

    /// <summary>…and it counts for this long.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(7);

    /// <summary>The most samples that there can be.</summary>
    public static int MostSamples { get; } = (int)(Kept.Ticks / SampledEvery.Ticks);

    /// <returns>Null while the samples are too few to tell.</returns>
    public static FeeHistory? Of(IReadOnlyCollection<FeeRate> samples)
    {
        if (samples.Count < LeastSamples)
        {
            return null;
        }

        var ordered = samples.Order().ToList();
        return new FeeHistory(At(LowPercent), At(HighPercent));

        FeeRate At(int percent) => ordered[(ordered.Count - 1) * percent / 100];
    }
}

/// <summary>What the network asks for now, and what it asked for before.</summary>
/// <param name="History">Null while too little of it is known, or where the present rate is a guess that nothing compares to.</param>
public sealed record FeeOutlook(FeeRate Now, FeeHistory? History);
