using System.Net;
using System.Text;
using Faucet.Core.Clients;

namespace Faucet.Engine.Clients;

/// <summary>What the operator's files say about networks. In memory; a lookup allocates nothing.</summary>
public sealed class NetworkLists
{
    public const int MaximumListBytes = 64 * 1024 * 1024;
    public const int MaximumEntries = 2_000_000;

    private readonly (NetworkKinds Kind, WatchedFile<NetworkList> File)[] lists;
    private readonly WatchedFile<AddressTable>? asns;

    private NetworkLists(NetworkOptions options)
    {
        var takesAsns = options.AsnDatabase is not null;
        lists = [.. options.Lists.Select(list => (list.Kind, new WatchedFile<NetworkList>(list.Path, MaximumListBytes, bytes => Read(bytes, takesAsns))))];
        asns = takesAsns ? new WatchedFile<AddressTable>(options.AsnDatabase!, AsnDatabase.MaximumBytes, AsnDatabase.Read) : null;
    }

    /// <exception cref="NetworkFileException">A file is not there or can't be used: who names one wants it to count.</exception>
    public static NetworkLists Load(NetworkOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Lists.Count, NetworkOptions.MaximumLists, nameof(options));
        var loaded = new NetworkLists(options);
        foreach (var (_, file) in loaded.lists)
        {
            file.Load();
        }

        loaded.asns?.Load();
        return loaded;
    }

    public NetworkStanding Look(IPAddress address)
    {
        var asn = asns?.Content.Find(address);
        var kinds = NetworkKinds.None;
        foreach (var (kind, file) in lists)
        {
            var list = file.Content;
            if (list.Networks.Find(address) is not null || (asn is { } number && list.Asns.Contains(number)))
            {
                kinds |= kind;
            }
        }

        return new NetworkStanding(kinds, asn);
    }

    /// <summary>Takes over what has changed. Call every few seconds, never twice at once.</summary>
    public IReadOnlyList<FileChange> Poll() => [.. lists.Select(list => list.File.Poll()).Append(asns?.Poll()).OfType<FileChange>()];

    private static NetworkList Read(MemoryStream bytes, bool takesAsns)
    {
        using var text = new StreamReader(bytes, Encoding.UTF8);
        return NetworkList.Read(Lines(text), MaximumEntries) switch
        {
            NetworkListReading.Refused refused => throw new NetworkFileException($"line {refused.Line}: {refused.Mend}"),
            NetworkListReading.Accepted { List.Asns.Count: > 0 } when !takesAsns => throw new NetworkFileException(
                "it names autonomous systems (AS…): set Networks__AsnDatabase, or they would count for nothing"),
            NetworkListReading.Accepted accepted => accepted.List,
            var unknown => throw new System.Diagnostics.UnreachableException(unknown.GetType().Name),
        };
    }

    private static IEnumerable<string> Lines(StreamReader text)
    {
        while (text.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
