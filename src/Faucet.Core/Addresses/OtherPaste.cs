namespace Faucet.Core.Addresses;

/// <summary>Recognises what is neither an address nor a secret, but often pasted as if it were one.</summary>
internal static class OtherPaste
{
    private static readonly string[] Lightning = ["lightning:", "lnbc", "lntb", "lnurl", "lno1", "lni1"];
    private static readonly string[] SilentPayments = ["sp1", "tsp1", "sprt1"];

    /// <summary>Prefixes of SLIP 173 and link schemes. Coins that use base 58 are told by their version byte.</summary>
    private static readonly string[] OtherCoins =
    [
        "ltc1", "tltc1", "rltc1", "ltcmweb1", "tmweb1", "litecoin:", "dogecoin:", "bitcoincash:", "bchtest:", "ethereum:", "monero:",
        "solana:", "addr1", "lq1", "ex1", "dgb1", "vtc1", "nano_",
    ];

    public static AddressRefusal? Find(string text, AddressPrefixes paid) =>
        StartsWithAny(text, SilentPayments) ? AddressWording.SilentPayment(paid)
        : StartsWithAny(text, Lightning) || IsLightningAddress(text) ? AddressWording.Lightning(paid)
        : StartsWithAny(text, OtherCoins) || IsEthereum(text) ? AddressWording.OtherCoin(paid)
        : IsExtendedPublicKey(text) ? AddressWording.ExtendedPublicKey(paid)
        : IsPublicKey(text) ? AddressWording.PublicKey(paid)
        : null;

    private static bool StartsWithAny(string text, string[] prefixes) =>
        prefixes.Any(prefix => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads like an e-mail address: name@host.</summary>
    private static bool IsLightningAddress(string text) => text.IndexOf('@') is > 0 and var at && text.IndexOf('.', at) > at + 1;

    private static bool IsEthereum(string text) =>
        text.Length == 42 && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.Skip(2).All(char.IsAsciiHexDigit);

    /// <summary>BIP 32 and SLIP 132: xpub, ypub, zpub and tpub, upub, vpub.</summary>
    private static bool IsExtendedPublicKey(string text) =>
        text.Length >= 20
        && text[0] is 'x' or 'y' or 'z' or 't' or 'u' or 'v' or 'X' or 'Y' or 'Z' or 'T' or 'U' or 'V'
        && text.AsSpan(1).StartsWith("pub", StringComparison.OrdinalIgnoreCase);

    /// <summary>SEC 1: a point, compressed to 33 bytes or as 65.</summary>
    private static bool IsPublicKey(string text) =>
        text.All(char.IsAsciiHexDigit) && (text, text.Length) is (['0', '2' or '3', ..], 66) or (['0', '4' or '6' or '7', ..], 130);
}
