using System.Buffers.Binary;
using Faucet.Engine.Data;

namespace Faucet.Engine.Claims;

/// <summary>A claim's dice: a keyed hash of its captcha's nonce. Posting again draws the same, and nobody outside can tell a lucky nonce.</summary>
/// <param name="secret">32 bytes in hex.</param>
public sealed class ClaimDraw(string secret)
{
    private readonly KeyedHash hash = new(Convert.FromHexString(secret));

    public uint For(ReadOnlySpan<byte> nonce) => BinaryPrimitives.ReadUInt32BigEndian(hash.Hash(nonce));
}
