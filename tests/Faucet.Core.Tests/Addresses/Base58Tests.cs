using CsCheck;
using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

public sealed class Base58Tests
{
    public static TheoryData<string, string> Vectors =>
        new(VectorFile.Rows("base58_encode_decode.json").Select(row => (row[0].GetString()!.ToLowerInvariant(), row[1].GetString()!)));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Matches_the_published_vectors(string hex, string text)
    {
        Assert.Equal(text, Base58.Encode(Convert.FromHexString(hex)));
        Assert.Equal(hex, Convert.ToHexStringLower(Base58.Decode(text)!));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData("2g ")]
    [InlineData("é")]
    public void Knows_no_other_characters(string text) => Assert.Null(Base58.Decode(text));

    [Fact]
    public void Gives_back_what_it_encoded() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            Assert.Equal(bytes, Base58.Decode(Base58.Encode(bytes)));
            Assert.Equal(bytes, Base58Check.Decode(Base58Check.Encode(bytes)) ?? []);
        });

    [Fact]
    public void Counts_every_leading_one()
    {
        var text = Base58Check.Encode(new byte[21]);

        Assert.Equal("1111111111111111111114oLvT2", text);
        Assert.Equal(new byte[21], Base58Check.Decode(text));
        Assert.Null(Base58Check.Decode("1" + text));
        Assert.Null(Base58Check.Decode(text[1..]));
    }
}
