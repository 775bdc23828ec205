using System.CommandLine;
using Faucet.Engine.Data;

namespace Faucet.Benchmarks;

/// <summary>Options that several commands take, with the same meaning and default.</summary>
internal sealed class SharedOptions
{
    public Option<DatabaseProvider> Provider { get; } = new("--provider") { DefaultValueFactory = _ => DatabaseProvider.Sqlite, Description = "sqlite or postgres." };

    public Option<int> Seconds { get; } = new("--seconds") { DefaultValueFactory = _ => 10, Description = "How long each run measures." };

    public Option<int> WarmUp { get; } = new("--warm-up") { DefaultValueFactory = _ => 10, Description = "Seconds of load before the first run, unmeasured." };

    public Option<int> Runs { get; } = new("--runs") { DefaultValueFactory = _ => 5, Description = "How often it is measured; the median counts." };

    public Option<int> Flush { get; } = new("--flush-us") { DefaultValueFactory = _ => 1_000, Description = "What a flush costs, in microseconds." };

    public void AddTo(Command command)
    {
        command.Options.Add(Provider);
        command.Options.Add(Seconds);
        command.Options.Add(WarmUp);
        command.Options.Add(Runs);
        command.Options.Add(Flush);
    }

    public TimeSpan Measured(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(Seconds));

    public TimeSpan WarmUpSpan(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(WarmUp));
}
