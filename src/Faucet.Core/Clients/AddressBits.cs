using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Faucet.Core.Clients;

/// <summary>An address as a number.</summary>
/// <param name="Bits">The address's bits, left-aligned in 128, zeros after them.</param>
/// <param name="IsFour">An IPv4 address, maybe one that was mapped into IPv6.</param>
internal readonly record struct AddressBits(UInt128 Bits, bool IsFour)
{
    public static AddressBits Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        var bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return address.IsIPv4MappedToIPv6
            ? new AddressBits(bits << 96, IsFour: true)
            : new AddressBits(bits, address.AddressFamily is AddressFamily.InterNetwork);
    }

    /// <summary>The last address that begins with the same bits, up to this length.</summary>
    public UInt128 LastOf(int length) => length == 128 ? Bits : Bits | (UInt128.MaxValue >> length);

    /// <summary>Whether there is nothing but zeros after this many bits.</summary>
    public bool EndAt(int length) => length == 128 || (Bits & (UInt128.MaxValue >> length)) == 0;
}
