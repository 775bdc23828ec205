using System.Globalization;

namespace Faucet.Web.Hosting;

/// <summary>Words and columns of what verbs print.</summary>
internal static class ShellTable
{
    private const string Gap = "  ";

    /// <summary>Columns as wide as their widest cell; the last one runs free. Headings of numbers begin with a <c>&gt;</c>, which aligns right.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var isRight = headings.Select(heading => heading.StartsWith('>')).ToList();
        IReadOnlyList<IReadOnlyList<string>> all = [[.. headings.Select(heading => heading.TrimStart('>'))], .. rows];
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToList();
        return all.Select(row => string.Join(
            Gap, row.Select((cell, column) => isRight[column] ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>UTC, to the second.</summary>
    public static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";
}
