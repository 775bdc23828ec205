using System.CommandLine;
using Faucet.Benchmarks.Claims;
using Faucet.Benchmarks.Faucets;
using Faucet.Benchmarks.Fees;
using Faucet.Benchmarks.Flood;
using Faucet.Benchmarks.Growth;
using Faucet.Benchmarks.Pages;
using Faucet.Benchmarks.Release;
using Faucet.Benchmarks.Start;
using Faucet.Engine.Data;

namespace Faucet.Benchmarks.Overall;

/// <summary><c>all</c>: every measurement with its default size, and one table at the end.</summary>
internal static class AllCommand
{
    public static Command Build()
    {
        var keep = new Option<string?>("--keep") { Description = "A folder in which grown databases are kept for the next time." };
        var command = new Command("all", "Everything, one after the other, with default sizes. Takes about an hour.") { keep };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var figures = new List<Figure>();
            foreach (var measure in Measurements(parsed.GetValue(keep)))
            {
                try
                {
                    figures.AddRange(await measure(cancellationToken));
                }
                catch (BenchmarkException exception)
                {
                    // The others are worth having all the same.
                    await Console.Error.WriteLineAsync(exception.Message);
                    figures.Add(new Figure(exception.Message.Split('\n')[0], "not measured"));
                }
            }

            Figure.Print(figures);
        });
        return command;
    }

    private static IEnumerable<Func<CancellationToken, Task<IReadOnlyList<Figure>>>> Measurements(string? keep)
    {
        var claims = ClaimsOptions.Default;
        ClaimsOptions[] variants =
        [
            claims,
            claims with { Clients = 256 },
            claims with { FlushMicroseconds = 4_000 },
            claims with { FlushMicroseconds = 0 },
            claims with { Mix = new ClaimMix(claims.Mix.Wallets, NewWalletsPercent: 20, IsIpv6: true) },
            claims with { Provider = DatabaseProvider.Postgres },
        ];
        foreach (var variant in variants)
        {
            yield return new ClaimsBenchmark(variant).RunAsync;
        }

        yield return new PagesBenchmark(PagesOptions.Default).RunAsync;
        yield return new StartBenchmark(StartOptions.Default).RunAsync;
        yield return new FloodBenchmark(FloodOptions.Default).RunAsync;
        yield return new ReleaseBenchmark(ReleaseOptions.Default).RunAsync;
        yield return new FeesBenchmark(FeesOptions.Default).RunAsync;
        yield return new GrowthBenchmark(GrowthOptions.Default with { Keep = keep }).RunAsync;
        yield return new GrowthBenchmark(GrowthOptions.Default with { Keep = keep, Provider = DatabaseProvider.Postgres }).RunAsync;
    }
}
