using System.CommandLine;

namespace Faucet.Benchmarks.Fees;

/// <summary><c>fees</c>, and the child process that it starts.</summary>
internal static class FeesCommand
{
    public static Command Build()
    {
        var flush = new SharedOptions().Flush;
        var (command, read) = With("fees", "What payouts cost, and how long they take to send, on a real node: the faucet next to the node's own sendmany.");
        command.Options.Add(flush);
        command.SetAction(async (parsed, cancellationToken) =>
            Figure.Print(await new FeesBenchmark(read(parsed) with { FlushMicroseconds = parsed.GetValue(flush) }).RunAsync(cancellationToken)));
        return command;
    }

    public static Command BuildMeasured()
    {
        var (command, read) = With(MeasuredFees.Command, "What is measured, as a process of its own.");
        var folder = new Argument<string>("FOLDER");
        command.Arguments.Add(folder);
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => new MeasuredFees(read(parsed), parsed.GetRequiredValue(folder)).RunAsync(cancellationToken));
        return command;
    }

    private static (Command Command, Func<ParseResult, FeesOptions> Read) With(string name, string description)
    {
        var seed = new Option<int>("--seed") { DefaultValueFactory = _ => FeesOptions.Default.Seed, Description = "Of amounts and coins in the first run; the others count on from it." };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => FeesOptions.Default.Runs, Description = "How often each case is paid, with other amounts and coins; the median counts." };
        var rate = new Option<decimal>("--fee-rate") { DefaultValueFactory = _ => FeesOptions.Default.SatPerVByte, Description = "The fee rate of both, in sat/vB." };
        var coins = new Option<int>("--coins") { DefaultValueFactory = _ => FeesOptions.Default.Coins, Description = "Confirmed coins that there are to pay from; where more batches are sent, one for each." };
        var size = new Option<int>("--coin-sat") { DefaultValueFactory = _ => FeesOptions.Default.CoinSat, Description = "What a coin holds, give or take a third, in satoshis." };
        return (
            new Command(name, description) { seed, runs, rate, coins, size },
            parsed => new FeesOptions(
                parsed.GetValue(seed), parsed.GetValue(runs), parsed.GetValue(rate), parsed.GetValue(coins), parsed.GetValue(size), FlushMicroseconds: 0));
    }
}
