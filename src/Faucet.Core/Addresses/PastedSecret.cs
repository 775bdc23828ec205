using System.Security.Cryptography;
using System.Text;

namespace Faucet.Core.Addresses;

/// <summary>Finds private keys that were pasted instead of an address, also mistyped ones and those in the middle of other text.</summary>
/// <remarks>Goes by shape and not by checksum: a key with a typing error is still nearly given away. It rather warns once too often.</remarks>
internal static class PastedSecret
{
    /// <summary>A part of a key is worth a warning; a word that happens to start like one is shorter.</summary>
    private const int MinimumExtendedKeyLength = 12;

    public static AddressRefusal? Find(string text) =>
        SeedPhrase.IsIn(text) ? AddressWording.SeedPhrase()
        : Candidates(text).Any(IsPrivateKey) ? AddressWording.PrivateKey()
        : null;

    /// <summary>Every run of letters and digits, and the whole text without white space: keys are also written in groups.</summary>
    private static IEnumerable<string> Candidates(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || !char.IsAsciiLetterOrDigit(text[i]))
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
    }

    private static bool IsPrivateKey(string text) =>
        IsWif(text) || IsExtendedKey(text) || IsEncryptedKey(text) || IsMiniKey(text) || IsHexKey(text) || IsBech32Key(text);

    /// <summary>Wallet import format: version 0x80 or 0xef makes the first character. Other coins' keys have 51 or 52 characters, too.</summary>
    private static bool IsWif(string text) =>
        text.Length is >= 46 and <= 54
        && IsMixed(text)
        && ((text[0] is '5' or 'K' or 'L' or '9' or 'c' && IsAlmostBase58(text)) || (text.Length is 51 or 52 && IsBase58(text)));

    /// <summary>BIP 32 and SLIP 132: xprv, yprv, zprv and tprv, uprv, vprv, of 111 characters.</summary>
    private static bool IsExtendedKey(string text) =>
        text.Length >= MinimumExtendedKeyLength
        && text[0] is 'x' or 'y' or 'z' or 't' or 'u' or 'v' or 'X' or 'Y' or 'Z' or 'T' or 'U' or 'V'
        && (HasAt(text, 1, "prv") || (text.Length is >= 107 and <= 115 && !HasAt(text, 1, "pub") && IsMixed(text) && IsBase58(text)));

    /// <summary>BIP 38: encrypted with a password, and worth guessing that.</summary>
    private static bool IsEncryptedKey(string text) =>
        text.Length is >= 56 and <= 60 && text.StartsWith("6P", StringComparison.Ordinal) && IsMixed(text) && IsAlmostBase58(text);

    /// <summary>Casascius coins: an S, and with a question mark added, a SHA-256 that starts with a zero byte.</summary>
    private static bool IsMiniKey(string text) =>
        text.Length is 22 or 26 or 30
        && text[0] == 'S'
        && IsBase58(text)
        && ((text.Length == 30 && IsMixed(text)) || SHA256.HashData(Encoding.ASCII.GetBytes(text + "?"))[0] == 0);

    /// <summary>32 bytes, give or take a digit; with a WIF's version byte before and its compression mark behind; or a 64-byte seed.</summary>
    private static bool IsHexKey(string text)
    {
        var digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        var others = digits.Count(character => !char.IsAsciiHexDigit(character));
        return (digits.Length is >= 63 and <= 65 && others <= 1)
            || (digits.Length is 66 or 68 && others == 0 && (HasAt(digits, 0, "80") || HasAt(digits, 0, "ef")))
            || (digits.Length == 128 && others == 0);
    }

    /// <summary>BIP 93 (codex32) and Nostr keys, which sit in the same wallets.</summary>
    private static bool IsBech32Key(string text) => text.Length >= 40 && (HasAt(text, 0, "ms1") || HasAt(text, 0, "nsec1"));

    private static bool HasAt(string text, int index, string part) =>
        text.AsSpan(index).StartsWith(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>Capitals among small letters, as hardly any sentence and no segwit address has them.</summary>
    /// <remarks>Digits are no sign: one in 5,000 compressed keys has none.</remarks>
    private static bool IsMixed(string text) => text.Count(char.IsAsciiLetterLower) >= 3 && text.Count(char.IsAsciiLetterUpper) >= 3;

    private static bool IsBase58(string text) => text.All(Base58.Alphabet.Contains);

    private static bool IsAlmostBase58(string text) => text.Count(character => !Base58.Alphabet.Contains(character)) <= 2;
}
