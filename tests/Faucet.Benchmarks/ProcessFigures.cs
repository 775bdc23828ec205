using System.Diagnostics;
using System.Globalization;

namespace Faucet.Benchmarks;

/// <summary>What a process has used so far. Two readings and a subtraction give what a load cost.</summary>
/// <param name="BytesWritten">Handed to write calls on files; sockets are not among them. On tmpfs the kernel counts no physical writes.</param>
internal sealed record ProcessFigures(TimeSpan Processor, long BytesWritten)
{
    public static ProcessFigures Of(Process process)
    {
        process.Refresh();
        return new ProcessFigures(process.TotalProcessorTime, ReadBytesWritten(process.Id));
    }

    public static ProcessFigures operator -(ProcessFigures after, ProcessFigures before) =>
        new(after.Processor - before.Processor, after.BytesWritten - before.BytesWritten);

    private static long ReadBytesWritten(int processId) => long.Parse(
        File.ReadLines($"/proc/{processId}/io").Single(line => line.StartsWith("wchar: ", StringComparison.Ordinal))["wchar: ".Length..],
        CultureInfo.InvariantCulture);
}
