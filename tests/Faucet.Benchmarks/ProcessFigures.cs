using System.Diagnostics;
using System.Globalization;

namespace Faucet.Benchmarks;

/// <summary>What a process has used so far. Two readings and a subtraction give what a load cost.</summary>
/// <param name="BytesWritten">Handed to write calls on files; sockets are not among them. On tmpfs the kernel counts no physical writes.</param>
internal sealed record ProcessFigures(TimeSpan Processor, long BytesWritten)
{
    private const long TicksPerSecond = 100; // USER_HZ, which Linux shows to programs whatever the kernel ticks at.

    public static ProcessFigures None { get; } = new(TimeSpan.Zero, 0);

    public static ProcessFigures Of(Process process)
    {
        process.Refresh();
        return new ProcessFigures(process.TotalProcessorTime, ReadNumber($"/proc/{process.Id}/io", "wchar:"));
    }

    /// <summary>A server that works in child processes: itself, its living children, and those that have ended.</summary>
    public static ProcessFigures OfFamily(int processId) =>
        Children(processId).Select(child => Read(child, withEnded: false)).Aggregate(Read(processId, withEnded: true), (sum, child) => sum + child);

    /// <summary>What is in memory of it now.</summary>
    public static long ResidentBytes(Process process) => 1024 * ReadNumber($"/proc/{process.Id}/status", "VmRSS:");

    public static ProcessFigures operator +(ProcessFigures left, ProcessFigures right) =>
        new(left.Processor + right.Processor, left.BytesWritten + right.BytesWritten);

    public static ProcessFigures operator -(ProcessFigures after, ProcessFigures before) =>
        new(after.Processor - before.Processor, after.BytesWritten - before.BytesWritten);

    private static ProcessFigures Read(int processId, bool withEnded)
    {
        try
        {
            // proc(5): the name, in brackets, may hold spaces. After it: state, parent, …, user time (12th), system time, those of ended children.
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..(withEnded ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            return new ProcessFigures(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), ReadNumber($"/proc/{processId}/io", "wchar:"));
        }
        catch (IOException)
        {
            return None; // It ended meanwhile; its parent counts it.
        }
    }

    private static int[] Children(int processId) =>
    [
        .. File.ReadAllText($"/proc/{processId}/task/{processId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
    ];

    private static long ReadNumber(string file, string label) => long.Parse(
        File.ReadLines(file).Single(line => line.StartsWith(label, StringComparison.Ordinal))[label.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(),
        CultureInfo.InvariantCulture);
}
