using System.Text;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Data;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>What altcha-lib 2.8.0 makes of the same inputs, byte for byte.</summary>
public sealed class AltchaVectorsTests
{
    private const string DerivedKey = "1e3b7202991cbd7f807cf29404f215cfd80e22364e56eb7a548b65572f6dac9c";

    private static readonly byte[] Nonce = Convert.FromHexString("000102030405060708090a0b0c0d0e0f");
    private static readonly byte[] Salt = Convert.FromHexString("101112131415161718191a1b1c1d1e1f");

    private static readonly AltchaChallenge Challenge = AltchaSigning.Sign(
        KeyedHash.OfText("test-signature-secret"),
        AltchaSigning.Prepare(KeyedHash.OfText("test-key-secret"), cost: 1000, counter: 123, Nonce, Salt, AltchaWorld.Start),
        new AltchaBinding("claim", Effort: null, "42"),
        cost: 1000,
        expiresAt: 1893456000);

    [Fact]
    public void Derives_the_published_key() =>
        Assert.Equal(DerivedKey, Convert.ToHexStringLower(AltchaSigning.DeriveKey(Nonce, Salt, 1000, 123)));

    [Fact]
    public void Signs_the_key_as_published() =>
        Assert.Equal("ca053166cf907e7e7f038d3db207e91b656efa5430534b861fcd4953de96cbaf", Challenge.Parameters.KeySignature);

    [Fact]
    public void Writes_the_published_canonical_json() => Assert.Equal(
        """
        {"algorithm":"PBKDF2/SHA-256","cost":1000,"data":{"action":"claim","uid":"42"},"expiresAt":1893456000,"keyLength":32,
        "keyPrefix":"1e3b7202991cbd7f807cf29404f215cf",
        "keySignature":"ca053166cf907e7e7f038d3db207e91b656efa5430534b861fcd4953de96cbaf",
        "nonce":"000102030405060708090a0b0c0d0e0f","salt":"101112131415161718191a1b1c1d1e1f"}
        """.ReplaceLineEndings(""),
        Encoding.UTF8.GetString(Challenge.Parameters.ToCanonicalJson()));

    [Fact]
    public void Signs_the_challenge_as_published() =>
        Assert.Equal("2d9fbdb9dfb7cb54f8a30fd72763d3f260d005379623f7a0e076af849b49c925", Challenge.Signature);

    [Fact]
    public void Finds_the_published_counter() => Assert.Equal((123, DerivedKey), Solve());

    private static (long Counter, string Key) Solve()
    {
        var solution = AltchaWorld.Solve(Challenge.Parameters);
        return (solution.Counter, solution.DerivedKey);
    }
}
