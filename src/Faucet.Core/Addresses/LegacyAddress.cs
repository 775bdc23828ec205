namespace Faucet.Core.Addresses;

/// <summary>Addresses from before segwit, in Base58Check: P2PKH and P2SH.</summary>
internal static class LegacyAddress
{
    private const int HashLength = 20;

    /// <summary>A version byte, a hash of 20 bytes and the checksum.</summary>
    private const int TotalLength = 1 + HashLength + 4;

    /// <summary>Longest text that is worth decoding; addresses have up to 35 characters.</summary>
    private const int MaximumTextLength = 50;

    /// <returns>Null if the script is neither P2PKH nor P2SH.</returns>
    public static string? Encode(ScriptPubKey script, AddressPrefixes prefixes) => script.ToBytes() switch
    {
        [0x76, 0xa9, HashLength, .. { Length: HashLength } hash, 0x88, 0xac] => Base58Check.Encode([prefixes.PubKeyHash, .. hash]),
        [0xa9, HashLength, .. { Length: HashLength } hash, 0x87] => Base58Check.Encode([prefixes.ScriptHash, .. hash]),
        _ => null,
    };

    public static AddressReading Read(AddressText address, AddressPrefixes paid)
    {
        var bytes = address.Text.Length <= MaximumTextLength ? Base58.Decode(address.Text) : null;
        if (bytes?.Length == TotalLength && Base58Check.IsChecked(bytes))
        {
            return Accept(address, bytes, paid);
        }

        return new AddressReading.Refused(
            !LooksLegacy(address.Text) ? AddressWording.NotAnAddress(paid)
            : bytes is null ? AddressWording.InvalidCharacter(address, FirstInvalid(address.Text), isLegacy: true)
            : bytes.Length != TotalLength ? AddressWording.WrongLegacyLength(address, isShort: bytes.Length < TotalLength)
            : AddressWording.Checksum(address, LegacyErrors.Locate(address.Text, [paid.PubKeyHash, paid.ScriptHash], TotalLength)));
    }

    private static AddressReading Accept(AddressText address, byte[] bytes, AddressPrefixes paid)
    {
        var hash = bytes.AsSpan(1, HashLength);
        if (bytes[0] == paid.PubKeyHash)
        {
            return Accepted(address, [0x76, 0xa9, HashLength, .. hash, 0x88, 0xac]);
        }

        if (bytes[0] == paid.ScriptHash)
        {
            return Accepted(address, [0xa9, HashLength, .. hash, 0x87]);
        }

        var named = AddressPrefixes.All.LastOrDefault(prefixes => bytes[0] == prefixes.PubKeyHash || bytes[0] == prefixes.ScriptHash);
        return new AddressReading.Refused(
            named is null ? AddressWording.OtherCoin(paid) : AddressWording.WrongNetwork(named, paid));
    }

    private static AddressReading.Accepted Accepted(AddressText address, ReadOnlySpan<byte> script) =>
        new(new PayoutAddress(address.Text, ScriptPubKey.FromBytes(script)));

    /// <summary>Whether what is wrong is better said of characters than of the whole: it starts and is about as long as an address.</summary>
    private static bool LooksLegacy(string text) =>
        text.Length is >= 20 and <= MaximumTextLength
        && text[0] is '1' or '3' or 'm' or 'n' or '2'
        && text.Count(character => !Base58.Alphabet.Contains(character)) <= 3;

    private static int FirstInvalid(string text) => text.ToList().FindIndex(character => !Base58.Alphabet.Contains(character));
}
