using System.CommandLine;

namespace Faucet.Benchmarks.Growth;

/// <summary><c>growth</c>.</summary>
internal static class GrowthCommand
{
    public static Command Build()
    {
        var shared = new SharedOptions();
        var claims = new Option<int>("--claims") { DefaultValueFactory = _ => GrowthOptions.Default.Claims, Description = "Claims in the grown database." };
        var wallets = new Option<int>("--wallets") { DefaultValueFactory = _ => GrowthOptions.Default.Wallets, Description = "Wallets in it." };
        var keep = new Option<string?>("--keep") { Description = "A folder in which the grown database is kept for the next time." };
        var command = new Command("growth", "What millions of claims cost: throughput, pages, audit and memory, next to an empty database.") { claims, wallets, keep };
        shared.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) => Figure.Print(await new GrowthBenchmark(new GrowthOptions(
            parsed.GetValue(shared.Provider),
            shared.Measured(parsed),
            shared.WarmUpSpan(parsed),
            parsed.GetValue(shared.Runs),
            parsed.GetValue(shared.Flush),
            parsed.GetValue(claims),
            parsed.GetValue(wallets),
            parsed.GetValue(keep))).RunAsync(cancellationToken)));
        return command;
    }
}
