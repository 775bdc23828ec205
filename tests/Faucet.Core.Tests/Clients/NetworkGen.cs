using System.Net;
using CsCheck;

namespace Faucet.Core.Tests.Clients;

/// <summary>Random networks, crowded into few prefixes so that they overlap, touch and nest.</summary>
internal static class NetworkGen
{
    private static readonly Gen<byte> Few = Gen.Int[0, 5].Select(i => (byte)new[] { 0, 1, 127, 128, 254, 255 }[i]);

    public static Gen<IPAddress> Addresses { get; } = Gen.OneOf(
        Gen.Select(Few, Few, Few, Gen.Byte).Select((a, b, c, d) => new IPAddress([a, b, c, d])),
        Gen.Select(Few.Array[8], Few.Array[7], Gen.Byte).Select((left, right, last) => new IPAddress([32, .. left[1..], .. right, last])));

    public static Gen<IPNetwork> Networks { get; } = Gen.Select(Addresses, Gen.Int[1, 128]).Select((address, length) =>
    {
        var bytes = address.GetAddressBytes();
        var bits = Math.Min(length, 8 * bytes.Length);
        for (var bit = bits; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] &= (byte)(0xff ^ (0x80 >> (bit % 8)));
        }

        return new IPNetwork(new IPAddress(bytes), bits);
    });
}
