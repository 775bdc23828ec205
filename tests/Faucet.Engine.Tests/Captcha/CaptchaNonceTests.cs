using Faucet.Engine.Captcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class CaptchaNonceTests
{
    private const string Hex = "000102030405060708090a0b0c0d0eff";

    [Fact]
    public void Bytes_and_hex_are_the_same_nonce()
    {
        Assert.True(CaptchaNonce.TryParse(Hex, out var parsed));
        Assert.Equal(Hex, parsed.ToString());
        Assert.Equal(Convert.FromHexString(Hex), parsed.ToBytes());
        Assert.Equal(parsed, CaptchaNonce.FromBytes(parsed.ToBytes()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("000102030405060708090a0b0c0d0ef")]
    [InlineData("000102030405060708090a0b0c0d0eff0")]
    [InlineData("000102030405060708090a0b0c0d0eFF")]
    [InlineData("000102030405060708090a0b0c0d0efg")]
    [InlineData(" 00102030405060708090a0b0c0d0eff")]
    public void One_nonce_has_one_spelling(string? text) => Assert.False(CaptchaNonce.TryParse(text, out _));

    [Theory]
    [InlineData(15)]
    [InlineData(17)]
    public void A_nonce_has_16_bytes(int length) => Assert.Throws<ArgumentException>(() => CaptchaNonce.FromBytes(new byte[length]));

    [Theory]
    [InlineData("claim", "", false)]
    [InlineData("", "alice", false)]
    [InlineData("Claim", "alice", false)]
    [InlineData("claim\"", "alice", false)]
    [InlineData("two-factor-2", "alice", true)]
    public void A_binding_names_an_action_and_a_visitor(string action, string visitor, bool isBinding) =>
        Assert.Equal(isBinding, Record.Exception(() => new CaptchaBinding(action, visitor)) is null);
}
