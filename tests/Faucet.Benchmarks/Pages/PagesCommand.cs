using System.CommandLine;

namespace Faucet.Benchmarks.Pages;

/// <summary><c>pages</c>.</summary>
internal static class PagesCommand
{
    public static Command Build()
    {
        var shared = new SharedOptions();
        var browser = new Option<bool>("--without-browser") { Description = "Leave out what a first visit weighs, which takes a Chromium." };
        var command = new Command("pages", "Landing page and wallet page next to a plain endpoint; weight of a first visit.") { browser };
        shared.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) => Figure.Print(await new PagesBenchmark(new PagesOptions(
            parsed.GetValue(shared.Provider),
            shared.Measured(parsed),
            shared.WarmUpSpan(parsed),
            parsed.GetValue(shared.Runs),
            parsed.GetValue(shared.Flush),
            parsed.GetValue(browser))).RunAsync(cancellationToken)));
        return command;
    }
}
