using System.Diagnostics;
using System.Globalization;

namespace Faucet.Benchmarks;

/// <summary>A fixed cost for every flush of a child process, by a small library that is compiled here and preloaded there.</summary>
internal sealed class SlowFlush
{
    private readonly string? library;
    private readonly int microseconds;

    private SlowFlush(string? library, int microseconds)
    {
        this.library = library;
        this.microseconds = microseconds;
    }

    /// <exception cref="BenchmarkException">There is no C compiler, or it fails.</exception>
    public static async Task<SlowFlush> CompileAsync(string folder, int microseconds)
    {
        if (microseconds == 0)
        {
            return new SlowFlush(null, 0);
        }

        var library = Path.Combine(folder, "slowflush.so");
        var source = Path.Combine(AppContext.BaseDirectory, "slowflush.c");
        try
        {
            var compiler = new ProcessStartInfo("cc", ["-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"]);
            using var process = Process.Start(compiler) ?? throw new BenchmarkException("The C compiler does not start.");
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? new SlowFlush(library, microseconds) : throw new BenchmarkException("slowflush.c does not compile here.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchmarkException("A C compiler (cc) is needed for a fixed flush cost. Install one, or measure without: --flush-us 0.");
        }
    }

    public void ApplyTo(ProcessStartInfo start)
    {
        if (library is not null)
        {
            start.Environment["LD_PRELOAD"] = library;
            start.Environment["FSYNC_US"] = microseconds.ToString(CultureInfo.InvariantCulture);
        }
    }
}
