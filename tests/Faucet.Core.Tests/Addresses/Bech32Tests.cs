using CsCheck;
using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

public sealed class Bech32Tests
{
    private const string Bip173 = "bip-0173-test-vectors.mediawiki";
    private const string Bip350 = "bip-0350-test-vectors.mediawiki";

    public static TheoryData<string> ValidBech32 => First(Bip173, "The following strings are valid Bech32:");

    public static TheoryData<string> InvalidBech32 => First(Bip173, "The following string are not valid Bech32 ");

    public static TheoryData<string> ValidBech32m => First(Bip350, "The following strings are valid Bech32m:");

    public static TheoryData<string> InvalidBech32m => First(Bip350, "The following string are not valid Bech32m ");

    [Theory]
    [MemberData(nameof(ValidBech32))]
    public void Decodes_the_valid_strings_of_BIP_173(string text) => AssertRoundTrip(text, Bech32Checksum.Bech32);

    [Theory]
    [MemberData(nameof(ValidBech32m))]
    public void Decodes_the_valid_strings_of_BIP_350(string text) => AssertRoundTrip(text, Bech32Checksum.Bech32m);

    [Theory]
    [MemberData(nameof(InvalidBech32))]
    [MemberData(nameof(InvalidBech32m))]
    public void Refuses_the_invalid_strings_of_both(string text) => Assert.IsType<Bech32Reading.Faulty>(Bech32.Decode(text));

    [Theory]
    [InlineData("A12uEL5L", Bech32Fault.MixedCase)]
    [InlineData("pzry9x0s0muk", Bech32Fault.Prefix)]
    [InlineData("1pzry9x0s0muk", Bech32Fault.Prefix)]
    [InlineData(" 1nwldj5", Bech32Fault.Prefix)]
    [InlineData("x1b4n0q5v", Bech32Fault.Character)]
    [InlineData("li1dgmt3", Bech32Fault.TooShort)]
    [InlineData("A1G7SGD8", Bech32Fault.Checksum)]
    [InlineData("", Bech32Fault.Prefix)]
    public void Says_what_is_wrong(string text, Bech32Fault fault) => Assert.Equal(new Bech32Reading.Faulty(fault), Bech32.Decode(text));

    [Fact]
    public void Reads_90_characters_and_not_91()
    {
        Assert.IsType<Bech32Reading.Decoded>(Bech32.Decode(Bech32.Encode("a", new byte[82], Bech32Checksum.Bech32m)));
        Assert.Equal(
            new Bech32Reading.Faulty(Bech32Fault.TooLong),
            Bech32.Decode(Bech32.Encode("a", new byte[83], Bech32Checksum.Bech32m)));
    }

    [Fact]
    public void Gives_back_what_it_encoded() =>
        Gen.Select(Gen.Byte[0, 31].Array[0, 70], Gen.Enum<Bech32Checksum>()).Sample((values, checksum) =>
        {
            var decoded = Assert.IsType<Bech32Reading.Decoded>(Bech32.Decode(Bech32.Encode("tb", values, checksum)));
            Assert.Equal(values, decoded.Values.ToArray());
            Assert.Equal(checksum, decoded.Checksum);
        });

    private static void AssertRoundTrip(string text, Bech32Checksum checksum)
    {
        var decoded = Assert.IsType<Bech32Reading.Decoded>(Bech32.Decode(text));
        Assert.Equal(checksum, decoded.Checksum);
        Assert.Equal(text.ToLowerInvariant(), Bech32.Encode(decoded.Prefix, decoded.Values.Span, decoded.Checksum));
    }

    private static TheoryData<string> First(string file, string line) =>
        [.. VectorFile.ListAfter(file, line).Select(texts => texts[0])];
}
