using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Faucet.Engine.Claims;

/// <summary>Turns a client address into the key of its bucket: IPv4 whole, IPv6 by its /64, which one household or server rotates freely.</summary>
/// <param name="secret">Keeps the stored keys from being turned back into addresses by trying all of them.</param>
public sealed class ClientKeys(string secret)
{
    private readonly byte[] secretBytes = Convert.FromHexString(secret);

    /// <returns>16 bytes.</returns>
    public byte[] KeyOf(IPAddress client)
    {
        var address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        var bytes = address.GetAddressBytes();
        var bucket = address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, 8) : bytes.AsSpan();
        return HMACSHA256.HashData(secretBytes, bucket)[..16];
    }
}
