using System.CommandLine;
using System.Globalization;
using Faucet.Benchmarks.Faucets;

namespace Faucet.Benchmarks.Claims;

/// <summary><c>claims</c>, and the child process that it starts.</summary>
internal static class ClaimsCommand
{
    public static Command Build()
    {
        var shared = new SharedOptions();
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => ClaimsOptions.Default.Clients, Description = "Connections that claim, each one claim at a time." };
        var wallets = new Option<int>("--wallets") { DefaultValueFactory = _ => ClaimsOptions.Default.Mix.Wallets, Description = "Wallets that exist beforehand." };
        var opened = new Option<int>("--new-wallets") { Description = "Claims that open a wallet, in percent." };
        var ipv6 = new Option<bool>("--ipv6") { Description = "Visitors come from IPv6, each from a site of its own." };
        var command = new Command("claims", "Claims per second through the real page, next to a reference without a web in front.") { clients, wallets, opened, ipv6 };
        shared.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) => Figure.Print(await new ClaimsBenchmark(new ClaimsOptions(
            parsed.GetValue(shared.Provider),
            shared.Measured(parsed),
            shared.WarmUpSpan(parsed),
            parsed.GetValue(shared.Runs),
            parsed.GetValue(clients),
            parsed.GetValue(shared.Flush),
            new ClaimMix(parsed.GetValue(wallets), parsed.GetValue(opened), parsed.GetValue(ipv6)).Checked())).RunAsync(cancellationToken)));
        return command;
    }

    public static Command BuildRawWriter()
    {
        var words = new Argument<string[]>("WORDS");
        var command = new Command("raw-writer", "The reference for SQLite.") { words };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            if (parsed.GetRequiredValue(words) is not [var database, var seconds, var from, var wallets, var opened, var buckets, var columns])
            {
                throw new BenchmarkException("The raw writer is started by the benchmark.");
            }

            RawWriter.Run(
                database,
                TimeSpan.FromSeconds(Number(seconds)),
                Number(from),
                new ClaimMix((int)Number(wallets), (int)Number(opened)),
                new ClaimRows((int)Number(buckets), columns.Split(',')));
        });
        return command;

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }
}
