using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Faucet.Core.Tests.Addresses;

/// <summary>Reads the files of published test vectors as they are.</summary>
internal static partial class VectorFile
{
    public static string Text(string name)
    {
        using var stream = typeof(VectorFile).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException("No such embedded file.", name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static IReadOnlyList<JsonElement> Rows(string name) => [.. JsonDocument.Parse(Text(name)).RootElement.EnumerateArray()];

    /// <summary>The items of the list that follows a line of a BIP: each item's marked-up texts, with its bytes in hex put in place.</summary>
    public static IReadOnlyList<string[]> ListAfter(string name, string line)
    {
        var items = Text(name).Split('\n')
            .SkipWhile(found => !found.StartsWith(line, StringComparison.Ordinal))
            .SkipWhile(found => !found.StartsWith('*'))
            .TakeWhile(found => found.StartsWith('*'))
            .Select(Item)
            .ToList();
        return items.Count > 0 ? items : throw new InvalidOperationException($"{name} has no list after '{line}'.");
    }

    private static string[] Item(string line)
    {
        string[] texts = [.. Marked().Matches(line).Select(match => match.Groups[1].Value)];
        texts[0] = string.Concat(Before().Matches(line).Select(Byte)) + texts[0] + string.Concat(After().Matches(line).Select(Byte));
        return texts;
    }

    private static char Byte(Match match) =>
        (char)byte.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("<tt>([^<]*)</tt>")]
    private static partial Regex Marked();

    [GeneratedRegex(@"^\* 0x([0-9A-F]{2}) \+ ")]
    private static partial Regex Before();

    [GeneratedRegex(@"</tt> \+ 0x([0-9A-F]{2})")]
    private static partial Regex After();
}
