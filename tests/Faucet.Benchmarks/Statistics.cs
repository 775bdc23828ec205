namespace Faucet.Benchmarks;

/// <summary>The middle and the tail of what was measured.</summary>
internal static class Statistics
{
    public static double Median<T>(this IEnumerable<T> values, Func<T, double> figure)
    {
        var ordered = values.Select(figure).Order().ToArray();
        return ordered.Length == 0
            ? throw new BenchmarkException("Nothing was measured.")
            : (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    public static double Median(this IEnumerable<double> values) => values.Median(value => value);

    /// <param name="ordered">Ascending.</param>
    public static T Percentile<T>(this IReadOnlyList<T> ordered, int percent) =>
        ordered.Count == 0 ? throw new BenchmarkException("Nothing was measured.") : ordered[(ordered.Count - 1) * percent / 100];
}
