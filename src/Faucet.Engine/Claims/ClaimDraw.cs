using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Faucet.Engine.Claims;

/// <summary>A claim's dice: a keyed hash of its captcha's nonce. Posting again draws the same, and nobody outside can tell a lucky nonce.</summary>
/// <param name="secret">32 bytes in hex.</param>
public sealed class ClaimDraw(string secret)
{
    private readonly byte[] secretBytes = Convert.FromHexString(secret);

    public uint For(ReadOnlySpan<byte> nonce)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secretBytes, nonce, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }
}
