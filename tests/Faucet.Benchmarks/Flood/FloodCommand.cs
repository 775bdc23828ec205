using System.CommandLine;

namespace Faucet.Benchmarks.Flood;

/// <summary><c>flood</c>.</summary>
internal static class FloodCommand
{
    public static Command Build()
    {
        var shared = new SharedOptions();
        var defaults = FloodOptions.Default;
        var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => (int)defaults.Measured.TotalSeconds, Description = "How long it measures, quiet and under flood." };
        var visitors = new Option<int>("--visitors") { DefaultValueFactory = _ => defaults.Visitors, Description = "Honest visitors at a time." };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => defaults.Connections, Description = "Connections that junk arrives on." };
        var depth = new Option<int>("--depth") { DefaultValueFactory = _ => defaults.Depth, Description = "Requests sent at once on each of them, without waiting for replies." };
        var times = new Option<int>("--times") { DefaultValueFactory = _ => defaults.Times, Description = "How much junk, in multiples of what the faucet can serve." };
        var mix = new Option<string>("--mix") { DefaultValueFactory = _ => defaults.Mix, Description = "What the junk is, by weight; also known: page." };
        var command = new Command("flood", "What honest visitors wait while junk arrives.") { seconds, visitors, connections, depth, times, mix, shared.Provider, shared.WarmUp, shared.Flush };
        command.SetAction(async (parsed, cancellationToken) => Figure.Print(await new FloodBenchmark(new FloodOptions(
            parsed.GetValue(shared.Provider),
            TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            shared.WarmUpSpan(parsed),
            parsed.GetValue(shared.Flush),
            parsed.GetValue(visitors),
            parsed.GetValue(connections),
            parsed.GetValue(depth),
            parsed.GetValue(times),
            parsed.GetRequiredValue(mix))).RunAsync(cancellationToken)));
        return command;
    }
}
