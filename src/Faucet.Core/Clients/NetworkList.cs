using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace Faucet.Core.Clients;

/// <summary>A file of networks, read.</summary>
public abstract record NetworkListReading
{
    private NetworkListReading() { }

    public sealed record Accepted(NetworkList List) : NetworkListReading;

    /// <param name="Line">Counted from 1.</param>
    /// <param name="Mend">What is wrong, and what to do about it.</param>
    public sealed record Refused(int Line, string Mend) : NetworkListReading;
}

/// <summary>Networks and autonomous systems that an operator's file names.</summary>
/// <param name="Entries">How many lines named something.</param>
public sealed record NetworkList(AddressTable Networks, IReadOnlySet<uint> Asns, int Entries)
{
    private const int QuotedLength = 60;

    /// <summary>Reads one network, address or autonomous system (AS64496) per line. Empty lines and what follows a # are left out.</summary>
    public static NetworkListReading Read(IEnumerable<string> lines, int maximumEntries)
    {
        var networks = new List<(IPNetwork, uint)>();
        var asns = new HashSet<uint>();
        var (number, entries) = (0, 0);
        foreach (var line in lines)
        {
            number++;
            var text = ContentOf(line);
            if (text.IsEmpty)
            {
                continue;
            }

            if (++entries > maximumEntries)
            {
                return new NetworkListReading.Refused(number, $"there are more than {maximumEntries} entries: split or shorten the list");
            }

            if (ReadAsn(text) is { } asn)
            {
                asns.Add(asn);
                continue;
            }

            switch (NetworkText.Read(text))
            {
                case NetworkReading.Accepted accepted:
                    networks.Add((accepted.Network, 1));
                    break;
                case NetworkReading.Refused refused:
                    return new NetworkListReading.Refused(number, $"{Quote(text)} {refused.Mend}");
            }
        }

        return number == 0
            ? new NetworkListReading.Refused(1, "the file is empty: if it shall list nothing, put a line into it that begins with #")
            : new NetworkListReading.Accepted(new NetworkList(AddressTable.Of(networks), asns.ToFrozenSet(), entries));
    }

    private static ReadOnlySpan<char> ContentOf(ReadOnlySpan<char> line)
    {
        var comment = line.IndexOf('#');
        return (comment < 0 ? line : line[..comment]).Trim();
    }

    private static uint? ReadAsn(ReadOnlySpan<char> text) =>
        text.StartsWith("AS", StringComparison.OrdinalIgnoreCase)
        && uint.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out var asn) && asn > 0 ? asn : null;

    /// <summary>Goes into a log: nothing in it may look like another line.</summary>
    private static string Quote(ReadOnlySpan<char> text)
    {
        var shown = text.Length > QuotedLength ? text[..QuotedLength] : text;
        return $"'{string.Concat(shown.ToString().Select(c => c is >= ' ' and <= '~' ? c : '?'))}'";
    }
}
