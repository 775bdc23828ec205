using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Faucet.Engine.Tests.Clients;

/// <summary>Writes the smallest databases that MaxMind's format allows (maxmind.github.io/MaxMind-DB): an IPv6 tree of 32-bit records.</summary>
internal sealed class MmdbWriter(string key = "autonomous_system_number")
{
    private const int Empty = -1;

    private readonly List<int[]> nodes = [[Empty, Empty]];
    private readonly List<byte> data = [];

    /// <summary>Networks must not overlap. IPv4 goes to ::/96, as everywhere.</summary>
    public MmdbWriter Add(string network, uint asn)
    {
        var record = AddRecord(asn);
        var parsed = IPNetwork.Parse(network);
        var bytes = parsed.BaseAddress.GetAddressBytes();
        byte[] address = bytes.Length == 4 ? [.. new byte[12], .. bytes] : bytes;
        var length = parsed.PrefixLength + (bytes.Length == 4 ? 96 : 0);
        var node = 0;
        for (var bit = 0; bit < length; bit++)
        {
            var side = (address[bit / 8] >> (7 - (bit % 8))) & 1;
            if (bit == length - 1)
            {
                nodes[node][side] = record;
                break;
            }

            if (nodes[node][side] == Empty)
            {
                nodes.Add([Empty, Empty]);
                nodes[node][side] = nodes.Count - 1;
            }

            node = nodes[node][side];
        }

        return this;
    }

    public byte[] Write()
    {
        using var file = new MemoryStream();
        var number = new byte[4];
        foreach (var value in nodes.SelectMany(node => node))
        {
            // A record is a node, the number of nodes for "nothing", or that number, 16 and the place of the data.
            var record = value == Empty ? nodes.Count : value < Empty ? nodes.Count + 16 + (-value - 2) : value;
            BinaryPrimitives.WriteInt32BigEndian(number, record);
            file.Write(number);
        }

        file.Write(new byte[16]);
        file.Write([.. data]);
        file.Write([0xab, 0xcd, 0xef, .. "MaxMind.com"u8]);
        WriteMap(file, 7);
        WriteUnsigned(file, "node_count", 6, (uint)nodes.Count);
        WriteUnsigned(file, "record_size", 5, 32);
        WriteUnsigned(file, "ip_version", 5, 6);
        WriteText(file, "database_type");
        WriteText(file, "Test-ASN");
        WriteUnsigned(file, "binary_format_major_version", 5, 2);
        WriteUnsigned(file, "binary_format_minor_version", 5, 0);
        WriteText(file, "build_epoch");
        file.Write([0x08, 0x02, 0, 0, 0, 0, 0, 0, 0, 1]);
        return file.ToArray();
    }

    /// <returns>The record's place in the data, as a number below <see cref="Empty"/>.</returns>
    private int AddRecord(uint asn)
    {
        var place = data.Count;
        using var record = new MemoryStream();
        WriteMap(record, 2);
        WriteText(record, "autonomous_system_organization");
        WriteText(record, "Example");
        WriteUnsigned(record, key, 6, asn);
        data.AddRange(record.ToArray());
        return -place - 2;
    }

    private static void WriteMap(Stream file, int pairs) => file.WriteByte((byte)(0xe0 | pairs));

    private static void WriteText(Stream file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        file.Write(bytes.Length < 29 ? [(byte)(0x40 | bytes.Length)] : [0x5d, (byte)(bytes.Length - 29)]);
        file.Write(bytes);
    }

    private static void WriteUnsigned(Stream file, string name, int type, uint value)
    {
        WriteText(file, name);
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        file.Write(type == 5 ? [0xa2, .. bytes[2..]] : [0xc4, .. bytes]);
    }
}
