namespace Faucet.Core.Addresses;

/// <summary>Bytes as a number in base 58, whose alphabet leaves out 0, O, I and l. A leading '1' stands for a leading zero byte.</summary>
public static class Base58
{
    internal const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var digits = new List<int>();
        foreach (var value in bytes)
        {
            MultiplyAndAdd(digits, 256, value, 58);
        }

        return new string('1', LeadingZeros(bytes)) + string.Concat(Enumerable.Reverse(digits).Select(digit => Alphabet[digit]));
    }

    /// <returns>Null if a character is not of the alphabet. Takes time quadratic in the length, so bound it first.</returns>
    public static byte[]? Decode(string text)
    {
        var values = new List<int>();
        foreach (var character in text)
        {
            var digit = Alphabet.IndexOf(character);
            if (digit < 0)
            {
                return null;
            }

            MultiplyAndAdd(values, 58, digit, 256);
        }

        var zeros = text.Length - text.AsSpan().TrimStart('1').Length;
        return [.. new byte[zeros], .. Enumerable.Reverse(values).Select(value => (byte)value)];
    }

    /// <summary>Number × factor + addend, on digits of a base with the lowest first and without leading zeros.</summary>
    private static void MultiplyAndAdd(List<int> digits, int factor, int addend, int digitBase)
    {
        var carry = addend;
        for (var i = 0; i < digits.Count; i++)
        {
            carry += digits[i] * factor;
            digits[i] = carry % digitBase;
            carry /= digitBase;
        }

        for (; carry > 0; carry /= digitBase)
        {
            digits.Add(carry % digitBase);
        }
    }

    private static int LeadingZeros(ReadOnlySpan<byte> bytes) => bytes.Length - bytes.TrimStart((byte)0).Length;
}
