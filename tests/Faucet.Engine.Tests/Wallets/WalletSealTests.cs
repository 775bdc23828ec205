using Faucet.Engine.Wallets;
using Xunit;

namespace Faucet.Engine.Tests.Wallets;

public sealed class WalletSealTests
{
    private const string Text = "17.AAECAwQFBgcICQoL.1500";

    private static readonly WalletSeal Seal = new(new string('1', 64));

    [Fact]
    public void What_was_sealed_is_read_again() => Assert.Equal(Text, Seal.Open(Seal.Seal(Text)));

    // HMAC-SHA-256 of the text under 32 bytes of 0x11, by another program:
    // printf %s 17.AAECAwQFBgcICQoL.1500 | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf 11%.0s {1..32}) -binary | basenc --base64url, without its =
    [Fact]
    public void The_signature_is_the_one_that_other_programs_make() =>
        Assert.Equal($"{Text}.8JM_P9KeIYeG0k_CzSBGU8OrdkmjYY39J7gIQ0ku5Do", Seal.Seal(Text));

    [Fact]
    public void Whatever_is_changed_in_it_makes_it_nobodys()
    {
        var whole = Seal.Seal(Text);
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.Null(Seal.Open(whole.Remove(i, 1)));
            foreach (var other in "0A.-_|=")
            {
                Assert.Null(Seal.Open(whole.Insert(i, other.ToString())));
                if (whole[i] != other)
                {
                    Assert.Null(Seal.Open(whole.Remove(i, 1).Insert(i, other.ToString())));
                }
            }
        }

        Assert.Null(Seal.Open(whole + "="));
        Assert.Null(Seal.Open(""));
        Assert.Null(Seal.Open("."));
        Assert.Null(Seal.Open(Text));
    }

    [Fact]
    public void What_another_installation_sealed_is_not_read() => Assert.Null(new WalletSeal(new string('2', 64)).Open(Seal.Seal(Text)));
}
