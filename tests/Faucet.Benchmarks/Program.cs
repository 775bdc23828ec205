using System.CommandLine;
using Faucet.Benchmarks;
using Faucet.Benchmarks.Claims;
using Faucet.Benchmarks.Fees;
using Faucet.Benchmarks.Flood;
using Faucet.Benchmarks.Growth;
using Faucet.Benchmarks.Overall;
using Faucet.Benchmarks.Pages;
using Faucet.Benchmarks.Release;
using Faucet.Benchmarks.Start;

// What the benchmark starts as processes of their own, so that each is measured alone.
var port = new Argument<int>("PORT");
var hello = new Command("hello", "A plain endpoint.") { port };
hello.Hidden = true;
hello.SetAction((parsed, cancellationToken) => Hello.ServeAsync(parsed.GetValue(port), cancellationToken));

try
{
    return await new RootCommand("Measures the faucet. It only prints: judge ratios within one run, not numbers across machines.")
        {
            ClaimsCommand.Build(),
            GrowthCommand.Build(),
            PagesCommand.Build(),
            StartCommand.Build(),
            FloodCommand.Build(),
            ReleaseCommand.Build(),
            FeesCommand.Build(),
            AllCommand.Build(),
            ClaimsCommand.BuildRawWriter(),
            FeesCommand.BuildMeasured(),
            hello,
        }
        .Parse(args).InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Whoever interrupts it leaves no server and no database behind: stopping the server takes a moment.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(40),
        });
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return 130;
}
catch (BenchmarkException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
