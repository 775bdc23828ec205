using CsCheck;
using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

/// <summary>Rules for every address. CsCheck prints the seed of a failure.</summary>
public sealed class AddressPropertyTests
{
    private const string Visible = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ :?&=/.-é€";

    private static readonly Gen<ScriptPubKey> Scripts = Gen.OneOf(
        Gen.Byte.Array[20].Select(hash => ScriptPubKey.FromBytes([0x76, 0xa9, 20, .. hash, 0x88, 0xac])),
        Gen.Byte.Array[20].Select(hash => ScriptPubKey.FromBytes([0xa9, 20, .. hash, 0x87])),
        Gen.Byte.Array[20].Select(hash => ScriptPubKey.FromBytes([0x00, 20, .. hash])),
        Gen.Byte.Array[32].Select(hash => ScriptPubKey.FromBytes([0x00, 32, .. hash])),
        Gen.Byte.Array[32].Select(key => ScriptPubKey.FromBytes([0x51, 32, .. key])));

    private static readonly Gen<BitcoinNetwork> Networks = Gen.Enum<BitcoinNetwork>();

    [Fact]
    public void Every_script_survives_its_address() =>
        Gen.Select(Scripts, Networks).Sample((script, network) =>
        {
            var text = AddressCodec.Encode(script, network);
            Assert.Equal(
                new AddressReading.Accepted(new PayoutAddress(text, script)),
                AddressCodec.Decode(text, network));
        });

    [Fact]
    public void Every_witness_version_survives_its_address() =>
        Gen.Select(Gen.Int[1, 16], Gen.Byte.Array[2, 40]).Sample((version, program) =>
        {
            var witness = new WitnessProgram(version, program);
            var decoded = Assert.IsType<Bech32Reading.Decoded>(Bech32.Decode(witness.ToAddress("bc")));
            Assert.Equal(witness.Checksum, decoded.Checksum);
            Assert.Equal(witness.ToScript(), WitnessProgram.FromValues(decoded.Values.Span)!.ToScript());
        });

    [Fact]
    public void No_substituted_character_goes_unnoticed() =>
        Gen.Select(Scripts, Networks, Gen.Int[0, 1000], Gen.Char[Visible]).Sample((script, network, place, other) =>
        {
            var text = AddressCodec.Encode(script, network);
            var index = place % text.Length;
            if (text[index] != other)
            {
                Refusals.Of(Substitute(text, index, other), network);
            }
        });

    [Fact]
    public void One_wrong_character_of_the_alphabet_is_located() =>
        Gen.Select(Scripts, Networks, Gen.Int[0, 1000], Gen.Int[1, 31]).Sample((script, network, place, shift) =>
        {
            var text = AddressCodec.Encode(script, network);
            var (alphabet, start) = text[0] is 'b' or 't'
                ? ("qpzry9x8gf2tvdw0s3jn54khce6mua7l", text.IndexOf('1') + 1)
                : ("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", 1);
            var index = start + (place % (text.Length - start));
            var other = alphabet[(alphabet.IndexOf(text[index]) + shift) % alphabet.Length];

            var refusal = Refusals.Of(Substitute(text, index, other), network);

            // A legacy address can also grow or shrink by a byte, where no single character can be blamed.
            if (refusal.Code != AddressRefusalCode.WrongLength || text[0] is 'b' or 't')
            {
                Assert.Equal(AddressRefusalCode.Checksum, refusal.Code);
                Assert.Equal(index + 1, refusal.Position);
            }
        });

    [Fact]
    public void Two_wrong_characters_of_a_segwit_address_are_located() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Int[4, 61], Gen.Int[4, 61], Gen.Int[1, 31], Gen.Int[1, 31])
            .Where((_, first, second, _, _) => first != second)
            .Sample((key, first, second, firstShift, secondShift) =>
            {
                var text = AddressCodec.Encode(ScriptPubKey.FromBytes([0x51, 32, .. key]), BitcoinNetwork.Mainnet);
                var refusal = Refusals.Of(Shift(Shift(text, first, firstShift), second, secondShift));
                Assert.StartsWith($"Characters {Math.Min(first, second) + 1} ", refusal.Message, StringComparison.Ordinal);
                Assert.Contains($" and {Math.Max(first, second) + 1} ", refusal.Message, StringComparison.Ordinal);
                Assert.Equal(Math.Min(first, second) + 1, refusal.Position);
            });

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.Select(Gen.OneOf(Gen.String[0, 600], Gen.String[Gen.Char[Visible], 0, 100], NearAddresses()), Networks).Sample((text, network) =>
            Assert.NotNull(AddressCodec.Decode(text, network)));

    [Fact]
    public void No_secret_is_repeated_to_the_visitor() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Bool, Networks).Sample((key, isCompressed, network) =>
        {
            var wif = Base58Check.Encode([0x80, .. key, .. isCompressed ? new byte[] { 1 } : []]);
            var refusal = Refusals.Of(wif, network);
            Assert.True(refusal.IsSecret);
            Assert.Null(refusal.Position);
            Assert.DoesNotContain(wif[..4], refusal.Message, StringComparison.Ordinal);
        });

    private static Gen<string> NearAddresses() =>
        Gen.Select(Gen.OneOf("bc1", "tb1", "BCRT1", "1", "3", "2", "m", "bitcoin:", "S", "xprv", "0x"), Gen.String[Gen.Char[Visible], 0, 90])
            .Select((start, rest) => start + rest);

    private static string Substitute(string text, int index, char other) => text[..index] + other + text[(index + 1)..];

    private static string Shift(string text, int index, int shift)
    {
        const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        return Substitute(text, index, Alphabet[(Alphabet.IndexOf(text[index]) + shift) % 32]);
    }
}
