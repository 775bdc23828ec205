using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

/// <summary>The addresses that BIP 350 and Bitcoin Core publish as valid and invalid.</summary>
public sealed class AddressVectorTests
{
    private const string Bip173 = "bip-0173-test-vectors.mediawiki";
    private const string Bip350 = "bip-0350-test-vectors.mediawiki";
    private const string ValidList = "The following list gives valid segwit addresses";
    private const string InvalidList = "The following list gives invalid segwit addresses";

    public static TheoryData<string, string> ValidSegwit =>
        new(VectorFile.ListAfter(Bip350, ValidList).Select(texts => (texts[0], texts[1])));

    public static TheoryData<string> OutdatedSegwit =>
        [.. VectorFile.ListAfter(Bip173, ValidList).Where(texts => !texts[1].StartsWith("00", StringComparison.Ordinal)).Select(texts => texts[0])];

    public static TheoryData<string> InvalidSegwit =>
        [.. VectorFile.ListAfter(Bip173, InvalidList).Concat(VectorFile.ListAfter(Bip350, InvalidList)).Select(texts => texts[0]).Distinct()];

    public static TheoryData<string, string, BitcoinNetwork> KeyIoAddresses =>
        new(VectorFile.Rows("key_io_valid.json").Where(row => !row[2].GetProperty("isPrivkey").GetBoolean()).Select(row =>
            (row[0].GetString()!, row[1].GetString()!, Network(row[2].GetProperty("chain").GetString()!))));

    public static TheoryData<string> KeyIoKeys =>
        [.. VectorFile.Rows("key_io_valid.json").Where(row => row[2].GetProperty("isPrivkey").GetBoolean()).Select(row => row[0].GetString()!)];

    public static TheoryData<string> KeyIoInvalid => [.. VectorFile.Rows("key_io_invalid.json").Select(row => row[0].GetString()!)];

    [Theory]
    [MemberData(nameof(ValidSegwit))]
    public void Reads_the_valid_segwit_addresses_of_BIP_350(string text, string script) =>
        AssertReads(text, script, text.StartsWith("tb", StringComparison.OrdinalIgnoreCase) ? BitcoinNetwork.Testnet4 : BitcoinNetwork.Mainnet);

    [Theory]
    [MemberData(nameof(OutdatedSegwit))]
    public void Refuses_what_BIP_350_withdrew_from_BIP_173(string text) =>
        Assert.Equal(AddressRefusalCode.ChecksumVariant, Refusals.Of(text).Code);

    [Theory]
    [MemberData(nameof(InvalidSegwit))]
    [MemberData(nameof(KeyIoInvalid))]
    public void Refuses_the_invalid_addresses_on_every_network(string text) =>
        Assert.All(Enum.GetValues<BitcoinNetwork>(), network => Refusals.Of(text, network));

    [Theory]
    [MemberData(nameof(KeyIoAddresses))]
    public void Reads_the_valid_addresses_of_Bitcoin_Core(string text, string script, BitcoinNetwork network)
    {
        AssertReads(text, script, network);
        if (network != BitcoinNetwork.Mainnet)
        {
            Assert.Equal(AddressRefusalCode.WrongNetwork, Refusals.Of(text, BitcoinNetwork.Mainnet).Code);
        }
    }

    [Theory]
    [MemberData(nameof(KeyIoKeys))]
    public void Refuses_the_keys_of_Bitcoin_Core_as_secrets(string text)
    {
        var refusal = Refusals.Of(text);
        Assert.Equal(AddressRefusalCode.PrivateKey, refusal.Code);
        Assert.True(refusal.IsSecret);
    }

    /// <summary>Every version decodes to its script and back; this faucet pays version 0, and version 1 of 32 bytes.</summary>
    private static void AssertReads(string text, string script, BitcoinNetwork network)
    {
        var canonical = text[..2].ToLowerInvariant() is "bc" or "tb" ? text.ToLowerInvariant() : text;
        Assert.Equal(canonical, AddressCodec.Encode(ScriptPubKey.FromHex(script), network));

        var bytes = Convert.FromHexString(script);
        if (bytes[0] is 0 or 0x76 or 0xa9 || bytes is [0x51, 32, ..])
        {
            var accepted = Assert.IsType<AddressReading.Accepted>(AddressCodec.Decode(text, network));
            Assert.Equal(new PayoutAddress(canonical, ScriptPubKey.FromHex(script)), accepted.Address);
        }
        else
        {
            var decoded = Assert.IsType<Bech32Reading.Decoded>(Bech32.Decode(text));
            Assert.Equal(script, WitnessProgram.FromValues(decoded.Values.Span)!.ToScript().Hex);
            Assert.Equal(
                bytes[0] == 0x51 ? AddressRefusalCode.WrongLength : AddressRefusalCode.UnknownWitnessVersion,
                Refusals.Of(text, network).Code);
        }
    }

    private static BitcoinNetwork Network(string chain) => chain switch
    {
        "main" => BitcoinNetwork.Mainnet,
        "testnet4" => BitcoinNetwork.Testnet4,
        "signet" => BitcoinNetwork.Signet,
        "regtest" => BitcoinNetwork.Regtest,
        _ => throw new ArgumentOutOfRangeException(nameof(chain), chain, "No such chain in the published files."),
    };
}
