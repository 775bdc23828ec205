using System.Security.Cryptography;
using CsCheck;
using Faucet.Core.Addresses;
using NBitcoin;

namespace Faucet.Core.Tests.Addresses;

/// <summary>NBitcoin, which shares no line with our codec, reads and writes the same addresses.</summary>
public sealed class SecondReaderTests
{
    private static readonly Gen<BitcoinNetwork> Networks = Gen.Int[0, Enum.GetValues<BitcoinNetwork>().Length - 1].Select(number => (BitcoinNetwork)number);

    /// <summary>NBitcoin takes only those whose bytes are a point of the curve. To others, which no wallet makes, Bitcoin Core pays as well as we do.</summary>
    private static readonly Lazy<ScriptPubKey[]> Taproots = new(() => [.. Enumerable.Range(0, 100).Select(Taproot)]);

    private static readonly Gen<ScriptPubKey> Scripts = Gen.OneOf(
        Script("76a914", 20, "88ac"), Script("a914", 20, "87"), Script("0014", 20), Script("0020", 32), Gen.Int[0, 99].Select(number => Taproots.Value[number]));

    [Fact]
    public void Every_script_has_the_same_address() => Gen.Select(Scripts, Networks).Sample(
        (script, network) =>
        {
            var address = NBitcoin.Script.FromHex(script.Hex).GetDestinationAddress(TheirsOf(network))!.ToString();
            Assert.Equal(address, AddressCodec.Encode(script, network));
            Assert.Equal(script, Assert.IsType<AddressReading.Accepted>(AddressCodec.Decode(address, network)).Address.ScriptPubKey);
        },
        iter: 10_000);

    /// <summary>Of an address with one character changed, left out, doubled or in the other case, and of one of another network.</summary>
    [Fact]
    public void Whatever_we_take_for_an_address_pays_the_same_script_by_theirs_and_whatever_we_refuse_they_refuse() =>
        Gen.Select(Scripts, Networks, Networks, Gen.Int[0, 3], Gen.Int[0, 89], Gen.Char.AlphaNumeric).Sample(
            (script, written, read, damage, at, character) =>
            {
                var text = Damage(AddressCodec.Encode(script, written), damage, at, character);
                var ours = (AddressCodec.Decode(text, read) as AddressReading.Accepted)?.Address.ScriptPubKey.Hex;

                Assert.Equal(TheirScript(text, read), ours);
            },
            iter: 10_000);

    private static string Damage(string address, int damage, int at, char character)
    {
        at %= address.Length;
        return damage switch
        {
            0 => address,
            1 => address.Remove(at, 1).Insert(at, character.ToString()),
            2 => address.Remove(at, 1),
            _ => address.ToUpperInvariant(),
        };
    }

    private static string? TheirScript(string text, BitcoinNetwork network)
    {
        try
        {
            return BitcoinAddress.Create(text, TheirsOf(network)).ScriptPubKey.ToHex();
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Network TheirsOf(BitcoinNetwork network) => network switch
    {
        BitcoinNetwork.Mainnet => Network.Main,
        BitcoinNetwork.Testnet4 => Network.TestNet4,
        BitcoinNetwork.Signet => Bitcoin.Instance.Signet,
        _ => Network.RegTest,
    };

    private static ScriptPubKey Taproot(int number)
    {
        using var key = new Key(SHA256.HashData(BitConverter.GetBytes(number)));
        return ScriptPubKey.FromHex(key.PubKey.GetScriptPubKey(ScriptPubKeyType.TaprootBIP86).ToHex());
    }

    private static Gen<ScriptPubKey> Script(string before, int length, string after = "") =>
        Gen.Byte.Array[length].Select(bytes => ScriptPubKey.FromHex(before + Convert.ToHexStringLower(bytes) + after));
}
