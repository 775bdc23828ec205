using System.Numerics;

namespace Faucet.Core.Addresses;

/// <summary>Finds one substituted character behind a Base58Check checksum that does not match.</summary>
/// <remarks>
/// A double SHA-256 gives no hint, so every other character is tried in every place, which takes some milliseconds. The text is
/// not decoded anew each time, since a digit of a number is changed by adding.
/// </remarks>
internal static class LegacyErrors
{
    /// <param name="text">In base 58, of at most the length of an address.</param>
    /// <param name="versions">The version bytes that the address may have.</param>
    /// <param name="length">Bytes in an address, with the checksum.</param>
    /// <returns>The index where another character makes the checksum match, or none if there is no such place or more than one.</returns>
    public static int[] Locate(string text, ReadOnlySpan<byte> versions, int length)
    {
        var digits = Array.ConvertAll(text.ToCharArray(), character => Base58.Alphabet.IndexOf(character));
        var number = digits.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 58) + digit);
        var place = BigInteger.One;
        var found = new List<int>();
        var bytes = new byte[length];
        for (var index = text.Length - 1; index >= 0; index--, place *= 58)
        {
            for (var other = 0; other < 58; other++)
            {
                if (TryWrite(number + ((other - digits[index]) * place), bytes)
                    && versions.Contains(bytes[0])
                    && Base58Check.IsChecked(bytes)
                    && Base58.Encode(bytes).Length == text.Length)
                {
                    found.Add(index);
                }
            }
        }

        return found.Count == 1 ? [.. found] : [];
    }

    private static bool TryWrite(BigInteger number, byte[] bytes)
    {
        var count = number.GetByteCount(isUnsigned: true);
        if (count > bytes.Length)
        {
            return false;
        }

        bytes.AsSpan().Clear();
        return number.TryWriteBytes(bytes.AsSpan(bytes.Length - count), out _, isUnsigned: true, isBigEndian: true);
    }
}
