using System.Text;

namespace Faucet.Core.Addresses;

/// <summary>The checksummed base 32 of segwit addresses: Bech32 (BIP 173) and Bech32m (BIP 350), which differ in one constant.</summary>
public static class Bech32
{
    public const int MaximumLength = 90;
    public const int ChecksumLength = 6;
    internal const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <param name="values">Numbers of five bits.</param>
    /// <returns>Lower case, as BIP 173 wants it from encoders.</returns>
    public static string Encode(string prefix, ReadOnlySpan<byte> values, Bech32Checksum checksum)
    {
        var remainder = Remainder(prefix, [.. values, .. new byte[ChecksumLength]]) ^ (uint)checksum;
        var text = new StringBuilder(prefix).Append('1');
        foreach (var value in values)
        {
            text.Append(Alphabet[value]);
        }

        for (var shift = 5 * (ChecksumLength - 1); shift >= 0; shift -= 5)
        {
            text.Append(Alphabet[(int)(remainder >> shift) & 31]);
        }

        return text.ToString();
    }

    public static Bech32Reading Decode(string text)
    {
        if (text.Length > MaximumLength)
        {
            return new Bech32Reading.Faulty(Bech32Fault.TooLong);
        }

        if (text.Any(char.IsAsciiLetterLower) && text.Any(char.IsAsciiLetterUpper))
        {
            return new Bech32Reading.Faulty(Bech32Fault.MixedCase);
        }

        var separator = text.LastIndexOf('1');
        if (separator < 1 || text.Take(separator).Any(character => character is < '!' or > '~'))
        {
            return new Bech32Reading.Faulty(Bech32Fault.Prefix);
        }

        var prefix = text[..separator].ToLowerInvariant();
        var values = Array.ConvertAll(text[(separator + 1)..].ToCharArray(), ValueOf);
        if (values.Contains(-1))
        {
            return new Bech32Reading.Faulty(Bech32Fault.Character);
        }

        return values.Length < ChecksumLength
            ? new Bech32Reading.Faulty(Bech32Fault.TooShort)
            : Verify(prefix, Array.ConvertAll(values, value => (byte)value));
    }

    /// <returns>The five bits that a character of either case stands for, or -1.</returns>
    internal static int ValueOf(char character) => char.IsAscii(character) ? Alphabet.IndexOf(char.ToLowerInvariant(character)) : -1;

    /// <summary>What is left of the text after division by the code's generator: the checksum's constant, if nothing is wrong.</summary>
    internal static uint Remainder(string prefix, ReadOnlySpan<byte> values)
    {
        var remainder = 1u;
        foreach (var character in prefix)
        {
            remainder = Step(remainder, (uint)character >> 5);
        }

        remainder = Step(remainder, 0);
        foreach (var character in prefix)
        {
            remainder = Step(remainder, (uint)character & 31);
        }

        foreach (var value in values)
        {
            remainder = Step(remainder, value);
        }

        return remainder;
    }

    internal static uint Step(uint remainder, uint value)
    {
        var next = (remainder & 0x1ffffff) << 5 ^ value;
        for (var bit = 0; bit < Generator.Length; bit++)
        {
            next ^= (remainder >> (25 + bit) & 1) * Generator[bit];
        }

        return next;
    }

    private static Bech32Reading Verify(string prefix, byte[] values) =>
        (Bech32Checksum)Remainder(prefix, values) is var checksum and (Bech32Checksum.Bech32 or Bech32Checksum.Bech32m)
            ? new Bech32Reading.Decoded(prefix, values.AsMemory(0, values.Length - ChecksumLength), checksum)
            : new Bech32Reading.Faulty(Bech32Fault.Checksum);
}
