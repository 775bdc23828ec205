using System.CommandLine;

namespace Faucet.Benchmarks.Start;

/// <summary><c>start</c>.</summary>
internal static class StartCommand
{
    public static Command Build()
    {
        var shared = new SharedOptions();
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => StartOptions.Default.Runs, Description = "How often it is started; the median counts." };
        var command = new Command("start", "From the start of the process to the first page and the first claim; memory when idle.") { runs, shared.Provider, shared.Flush };
        command.SetAction(async (parsed, cancellationToken) => Figure.Print(await new StartBenchmark(new StartOptions(
            parsed.GetValue(shared.Provider), parsed.GetValue(runs), parsed.GetValue(shared.Flush))).RunAsync(cancellationToken)));
        return command;
    }
}
