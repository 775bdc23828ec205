using System.Diagnostics;

namespace Faucet.Benchmarks;

/// <summary>Runs a child process to its end.</summary>
internal static class ChildOutput
{
    /// <summary>Another process of this program.</summary>
    public static ProcessStartInfo Self(params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Faucet.Benchmarks.dll"), .. arguments]);

    /// <summary>Shows all that it prints but the last line, while it runs. Whoever gives up kills it, and what it started.</summary>
    /// <returns>The last line.</returns>
    /// <exception cref="BenchmarkException">It failed; with its last words.</exception>
    public static async Task<string> FollowAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new BenchmarkException($"{start.FileName} does not start.");
        await using var killing = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string? last = null;
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (last is not null)
            {
                Console.WriteLine(last);
            }

            last = line;
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 && last is not null ? last : throw new BenchmarkException($"{last}\n{await errors}".Trim());
    }

    /// <returns>The last line that it printed.</returns>
    /// <exception cref="BenchmarkException">It failed; with all that it said.</exception>
    public static async Task<string> LastLineAsync(ProcessStartInfo start) => (await AllAsync(start)).TrimEnd().Split('\n')[^1];

    /// <exception cref="BenchmarkException">It failed; with all that it said.</exception>
    public static async Task<string> AllAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new BenchmarkException($"{start.FileName} does not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new BenchmarkException($"{start.FileName} {string.Join(' ', start.ArgumentList)} failed.\n{output}{await errors}");
    }
}
