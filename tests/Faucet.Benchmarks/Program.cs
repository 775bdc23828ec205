using System.CommandLine;
using Faucet.Benchmarks;
using Faucet.Benchmarks.Claims;

var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 10, Description = "How long each run measures." };
var warmUp = new Option<int>("--warm-up") { DefaultValueFactory = _ => 10, Description = "Seconds of load before the first run, unmeasured." };
var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 3, Description = "How often it is measured; the median counts." };
var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 64, Description = "Connections that claim, each one claim at a time." };
var flush = new Option<int>("--flush-us") { DefaultValueFactory = _ => 1_000, Description = "What a flush costs, in microseconds." };
var wallets = new Option<int>("--wallets") { DefaultValueFactory = _ => 100_000, Description = "Wallets that exist beforehand." };
var claims = new Command("claims", "Claims per second through the real page, next to a raw group-committing writer.") { seconds, warmUp, runs, clients, flush, wallets };
claims.SetAction((parsed, cancellationToken) => new ClaimsBenchmark(new ClaimsOptions(
    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
    TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
    parsed.GetValue(runs),
    parsed.GetValue(clients),
    parsed.GetValue(flush),
    parsed.GetValue(wallets))).RunAsync(cancellationToken));

// What the benchmark starts as processes of their own, so that each is measured alone.
var database = new Argument<string>("DATABASE");
var rawWriter = new Command("raw-writer", "The reference: claims in raw ADO.NET, a hundred per commit.") { database, seconds, wallets };
rawWriter.Hidden = true;
rawWriter.SetAction(parsed => RawWriter.Run(parsed.GetRequiredValue(database), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(wallets)));
var port = new Argument<int>("PORT");
var hello = new Command("hello", "A plain endpoint.") { port };
hello.Hidden = true;
hello.SetAction((parsed, cancellationToken) => Hello.ServeAsync(parsed.GetValue(port), cancellationToken));

try
{
    return await new RootCommand("Measures the faucet. It only prints: judge ratios within one run, not numbers across machines.") { claims, rawWriter, hello }
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
