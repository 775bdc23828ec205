namespace Faucet.Core.Addresses;

/// <summary>Turns what a visitor pastes into a script to pay, and scripts back into addresses.</summary>
public static class AddressCodec
{
    /// <summary>Characters that are looked at; longer than any address or key, so that no paste costs us time.</summary>
    public const int MaximumLength = 512;

    private const string UriScheme = "bitcoin:";

    /// <summary>Reads an address of any kind, bare or in a <c>bitcoin:</c> link (BIP 21), whose parameters are ignored.</summary>
    /// <returns>The script to pay, or why the text is not an address that this faucet pays to on <paramref name="network"/>.</returns>
    public static AddressReading Decode(string text, BitcoinNetwork network)
    {
        var prefixes = AddressPrefixes.Of(network);
        var isCut = text.Length > MaximumLength;
        var pasted = isCut ? text[..MaximumLength] : text;

        // First, whatever else is wrong: who pastes a key must learn that before anything else.
        if (PastedSecret.Find(pasted) is { } secret)
        {
            return new AddressReading.Refused(secret);
        }

        var trimmed = Trim(pasted);
        var isLink = trimmed.StartsWith(UriScheme, StringComparison.OrdinalIgnoreCase);
        var start = isLink ? UriScheme.Length : 0;
        var end = isLink ? trimmed.IndexOf('?') : -1;
        var address = new AddressText(trimmed[start..(end < 0 ? trimmed.Length : end)], start);

        return OtherPaste.Find(address.Text, prefixes) is { } other ? new AddressReading.Refused(other)
            : isCut && end < 0 ? new AddressReading.Refused(AddressWording.TooLong(MaximumLength, prefixes))
            : Read(address, prefixes);
    }

    /// <exception cref="FormatException">The script has no address: it is not P2PKH, P2SH or a witness program.</exception>
    public static string Encode(ScriptPubKey script, BitcoinNetwork network)
    {
        var prefixes = AddressPrefixes.Of(network);
        return WitnessProgram.FromScript(script.ToBytes())?.ToAddress(prefixes.Segwit)
            ?? LegacyAddress.Encode(script, prefixes)
            ?? throw new FormatException("This script has no address.");
    }

    private static AddressReading Read(AddressText address, AddressPrefixes prefixes)
    {
        if (address.Text.Length == 0)
        {
            return new AddressReading.Refused(AddressWording.Empty(prefixes));
        }

        return AddressPrefixes.NamedBy(address.Text) is { } named
            ? SegwitAddress.Read(address, named, prefixes)
            : LegacyAddress.Read(address, prefixes);
    }

    /// <summary>Takes white space off both ends, and the invisible marks that messengers leave around copied text.</summary>
    private static string Trim(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsInvisible(text[start]))
        {
            start++;
        }

        while (start < end && IsInvisible(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    private static bool IsInvisible(char character) =>
        char.IsWhiteSpace(character)
        || char.IsControl(character)
        || char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.Format;
}
