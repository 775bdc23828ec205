using System.Globalization;

namespace Faucet.Benchmarks;

/// <summary>One measured figure, and what it should be.</summary>
/// <param name="Goal">In words; empty where there is none.</param>
/// <param name="IsMet">Null where there is no goal.</param>
internal sealed record Figure(string What, string Here, string Goal = "", bool? IsMet = null)
{
    public static Figure AtLeast(string what, double value, double goal, string format = "0.00", string unit = "") =>
        new(what, Write(value, format, unit), "≥ " + Write(goal, format, unit), value >= goal);

    public static Figure AtMost(string what, double value, double goal, string format = "0.0", string unit = "") =>
        new(what, Write(value, format, unit), "≤ " + Write(goal, format, unit), value <= goal);

    public static Figure Plain(string what, double value, string format = "0.0", string unit = "") => new(what, Write(value, format, unit));

    /// <summary>As a table that can be pasted into a document.</summary>
    public static void Print(IReadOnlyList<Figure> figures)
    {
        Console.WriteLine();
        Console.WriteLine("| what | here | goal | |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var figure in figures)
        {
            Console.WriteLine($"| {figure.What} | {figure.Here} | {figure.Goal} | {figure.IsMet switch { true => "met", false => "**missed**", null => "" }} |");
        }
    }

    private static string Write(double value, string format, string unit) =>
        value.ToString(format, CultureInfo.InvariantCulture) + (unit.Length == 0 ? "" : " " + unit);
}
