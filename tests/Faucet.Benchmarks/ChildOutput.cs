using System.Diagnostics;

namespace Faucet.Benchmarks;

/// <summary>Runs a child process to its end.</summary>
internal static class ChildOutput
{
    /// <summary>Another process of this program.</summary>
    public static ProcessStartInfo Self(params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Faucet.Benchmarks.dll"), .. arguments]);

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
