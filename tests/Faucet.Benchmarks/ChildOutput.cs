using System.Diagnostics;

namespace Faucet.Benchmarks;

/// <summary>Runs a child process to its end.</summary>
internal static class ChildOutput
{
    /// <returns>The last line that it printed.</returns>
    /// <exception cref="BenchmarkException">It failed; with all that it said.</exception>
    public static async Task<string> LastLineAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new BenchmarkException($"{start.FileName} does not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.TrimEnd().Split('\n')[^1]
            : throw new BenchmarkException($"{start.FileName} {string.Join(' ', start.ArgumentList)} failed.\n{output}{await errors}");
    }
}
