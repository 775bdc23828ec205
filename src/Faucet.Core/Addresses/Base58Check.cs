using System.Security.Cryptography;

namespace Faucet.Core.Addresses;

/// <summary>The text form of legacy addresses and of keys: base 58 with the first four bytes of a double SHA-256 as checksum.</summary>
public static class Base58Check
{
    private const int ChecksumLength = 4;

    public static string Encode(ReadOnlySpan<byte> payload) => Base58.Encode([.. payload, .. ChecksumOf(payload)]);

    /// <returns>The bytes before the checksum, or null if the text is not base 58, too short, or does not match its checksum.</returns>
    public static byte[]? Decode(string text)
    {
        var bytes = Base58.Decode(text);
        return bytes is not null && IsChecked(bytes) ? bytes[..^ChecksumLength] : null;
    }

    internal static bool IsChecked(ReadOnlySpan<byte> bytes) =>
        bytes.Length > ChecksumLength && ChecksumOf(bytes[..^ChecksumLength]).SequenceEqual(bytes[^ChecksumLength..]);

    private static ReadOnlySpan<byte> ChecksumOf(ReadOnlySpan<byte> payload) =>
        SHA256.HashData(SHA256.HashData(payload)).AsSpan(0, ChecksumLength);
}
