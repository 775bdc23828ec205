using System.Globalization;

namespace Faucet.Core.Addresses;

/// <summary>Recognises the words of a wallet's backup by their number and length, without a word list and so in many languages.</summary>
internal static class SeedPhrase
{
    /// <summary>BIP 39 has 12 to 24 words, SLIP 39 up to 33, Electrum and Monero add one; with a word forgotten it is still a secret.</summary>
    private const int MinimumWords = 11;

    private const int MaximumWords = 33;

    /// <summary>Whether the text is nothing but such words, also if numbered or separated by commas.</summary>
    public static bool IsIn(string text)
    {
        var words = Pieces(text).Select(piece => piece.TrimStart("0123456789".ToCharArray())).Where(word => word.Length > 0).ToList();
        return words.Count is >= MinimumWords and <= MaximumWords && words.TrueForAll(IsWord);
    }

    private static bool IsWord(string word) => word.Length is >= 3 and <= 8 && word.All(IsLetter);

    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || !(IsLetter(text[i]) || char.IsDigit(text[i])))
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
    }

    /// <summary>Accents that are characters of their own belong to the word.</summary>
    private static bool IsLetter(char character) =>
        char.IsLetter(character) || char.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark;
}
