using System.Net;

namespace Faucet.Core.Clients;

/// <summary>The leading bits of an address: all addresses that begin with them are one client.</summary>
/// <param name="Length">In bits, a multiple of 8. No length serves both families, so it tells them apart.</param>
/// <param name="Bits">The address's bits up to the length, left-aligned in 128, zeros after them.</param>
public readonly record struct ClientPrefix(ClientScope Scope, int Length, UInt128 Bits)
{
    private static readonly (ClientScope Scope, int Length)[] FourLengths = [(ClientScope.Host, 32), (ClientScope.Network, 24)];

    private static readonly (ClientScope Scope, int Length)[] SixLengths =
        [(ClientScope.Host, 64), (ClientScope.Network, 56), (ClientScope.Site, 48)];

    /// <summary>The prefixes of an address, from the narrowest to the widest.</summary>
    /// <remarks>
    /// An IPv4 address mapped into IPv6 is that IPv4 address. 6to4, Teredo and NAT64 addresses count by their own bits like any other:
    /// that never gives anybody more clients than the prefix he really holds, at worst many people share one. Zone ids are not looked at.
    /// </remarks>
    public static ClientPrefix[] Of(IPAddress address)
    {
        var (bits, isFour) = AddressBits.Of(address);
        var lengths = isFour ? FourLengths : SixLengths;
        var prefixes = new ClientPrefix[lengths.Length];
        for (var i = 0; i < lengths.Length; i++)
        {
            var (scope, length) = lengths[i];
            prefixes[i] = new ClientPrefix(scope, length, bits & (UInt128.MaxValue << (128 - length)));
        }

        return prefixes;
    }

    /// <summary>Writes the prefix's own bytes, as many as its length asks for.</summary>
    /// <returns>How many: at most 8.</returns>
    public int WriteBytes(Span<byte> destination)
    {
        var count = Length / 8;
        for (var i = 0; i < count; i++)
        {
            destination[i] = (byte)(Bits >> (120 - (8 * i)) & 0xff);
        }

        return count;
    }
}
