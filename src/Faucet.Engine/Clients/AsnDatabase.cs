using System.Net;
using Faucet.Core.Clients;
using MaxMind.Db;

namespace Faucet.Engine.Clients;

/// <summary>Reads which autonomous system each network belongs to from a database in MaxMind's format (maxmind.github.io/MaxMind-DB).</summary>
/// <remarks>
/// Read whole at once, into a table of our own: a damaged database is refused when it comes, not while a visitor waits. Found by asking for one address
/// after the other, because the library's own enumeration does not end on a tree that a fault has tied into a knot.
/// </remarks>
internal static class AsnDatabase
{
    public const int MaximumBytes = 256 * 1024 * 1024;

    /// <summary>About four times what the largest public database has.</summary>
    private const int MaximumNetworks = 8_000_000;

    // There the writers of such databases repeat IPv4: mapped, Teredo, 6to4 (and below ::/96 IPv4 itself).
    private static readonly IPNetwork[] Repeated =
        [IPNetwork.Parse("::/96"), IPNetwork.Parse("::ffff:0:0/96"), IPNetwork.Parse("2001::/32"), IPNetwork.Parse("2002::/16")];

    /// <exception cref="NetworkFileException">It is damaged, or no database of autonomous systems.</exception>
    public static AddressTable Read(MemoryStream bytes)
    {
        try
        {
            using var reader = new Reader(bytes);
            var budget = MaximumNetworks;
            var networks = Walk(reader, IPAddress.Any, ref budget);
            if (reader.Metadata.IPVersion == 6)
            {
                networks.AddRange(Walk(reader, IPAddress.IPv6Any, ref budget));
            }

            return networks.Count > 0 ? AddressTable.Of(networks) : throw new NetworkFileException(
                "it knows no autonomous_system_number: use a database of autonomous systems, such as GeoLite2-ASN.mmdb");
        }
        catch (Exception exception) when (exception is InvalidDatabaseException or DeserializationException or InvalidDataException
            or IndexOutOfRangeException or ArgumentException or OverflowException or InvalidCastException)
        {
            throw new NetworkFileException("it is no MaxMind-format database, or damaged: download it again", exception);
        }
    }

    private static List<(IPNetwork, uint)> Walk(Reader reader, IPAddress first, ref int budget)
    {
        var networks = new List<(IPNetwork, uint)>();
        for (var next = first; next is not null;)
        {
            var repeated = Array.FindIndex(Repeated, network => network.BaseAddress.Equals(next));
            if (repeated >= 0)
            {
                next = After(Repeated[repeated]);
                continue;
            }

            if (--budget < 0)
            {
                throw new NetworkFileException($"it has more than {MaximumNetworks} networks");
            }

            var record = reader.Find<AsnRecord>(next, out var length);
            var found = NetworkAt(next, length);
            if (record?.Number is > 0 and <= uint.MaxValue)
            {
                networks.Add((found, (uint)record.Number));
            }

            next = After(found);
        }

        return networks;
    }

    /// <remarks>A network may begin before the address: what was left out for being repeated can be part of it.</remarks>
    private static IPNetwork NetworkAt(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] &= (byte)(0xff ^ (0x80 >> (bit % 8)));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    /// <returns>The address that follows a network, or null after the last.</returns>
    private static IPAddress? After(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength - 1; bit >= 0; bit--)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            bytes[bit / 8] ^= mask;
            if ((bytes[bit / 8] & mask) != 0)
            {
                return new IPAddress(bytes);
            }
        }

        return null;
    }
}

/// <summary>What is read of a network's record.</summary>
internal sealed class AsnRecord
{
    [MapKey("autonomous_system_number")]
    public long? Number { get; init; }
}
