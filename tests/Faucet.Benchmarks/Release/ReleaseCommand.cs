using System.CommandLine;

namespace Faucet.Benchmarks.Release;

/// <summary><c>release</c>.</summary>
internal static class ReleaseCommand
{
    public static Command Build()
    {
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => ReleaseOptions.Default.Seed, Description = "Of the first fee path; the others count on from it." };
        var paths = new Option<int>("--paths") { DefaultValueFactory = _ => ReleaseOptions.Default.Paths, Description = "How many fee paths." };
        var days = new Option<int>("--days") { DefaultValueFactory = _ => ReleaseOptions.Default.Days, Description = "The days of each, at least 4." };
        var bound = new Option<double>("--bound-hours") { DefaultValueFactory = _ => ReleaseOptions.Default.Bound.TotalHours, Description = "How long the oldest withdrawal may wait." };
        var count = new Option<int>("--batch-count") { DefaultValueFactory = _ => ReleaseOptions.Default.BatchCount, Description = "How many a young batch wants." };
        var command = new Command("release", "What a payout costs on made-up fee paths: the release policy next to simpler ones and to the clairvoyant optimum.") { seed, paths, days, bound, count };
        command.SetAction(async (parsed, cancellationToken) => Figure.Print(await new ReleaseBenchmark(new ReleaseOptions(
            parsed.GetValue(seed),
            parsed.GetValue(paths),
            parsed.GetValue(days),
            TimeSpan.FromHours(parsed.GetValue(bound)),
            parsed.GetValue(count))).RunAsync(cancellationToken)));
        return command;
    }
}
