using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

public sealed class PastedSecretTests
{
    private const string Wif = "L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEd";
    private const string Words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    private const string Segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";

    private const string KeyMessage =
        "STOP: this looks like a private key. Never paste it anywhere: whoever sees it can take the coins. "
        + "We have not stored it, but treat it as stolen: move its coins to a new wallet now.";

    private const string WordsMessage =
        "STOP: this looks like the secret words of a wallet. Never type them on a website: whoever sees them can take the coins. "
        + "We have not stored it, but treat it as stolen: move its coins to a new wallet now.";

    [Theory]
    [InlineData(Wif)]
    [InlineData("5JuW2AMDYu4xVwRG9DZW18VbzQrGcd5RCgb99sS6ehJsNQXu5b9")]
    [InlineData("KwwtJGGRMHeNtpVjdZczNAefKFPygXTNvyjHLAQTyeXJoQsZbGbY")]
    [InlineData("92ZdE5HoLafywnTBbzPxbvRmp75pSfzvdU3XaZGh1cToipgdHVh")]
    [InlineData("cV83kKisF3RQSvXbUCm9ox3kaz5JjEUBWcx8tNydfGJcyeUxuH47")]
    [InlineData("xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi")]
    [InlineData("tprv8ZgxMBicQKsPeDgjzdC36fs6bMjGApWDNLR9erAXMs5skhMv36j9MV5ecvfavji5khqjWaWSFhN3YcCUUdiKH6isR4Pwy3U5y5egddBr16m")]
    [InlineData("zprvAWgYBBk7")]
    [InlineData("6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg")]
    [InlineData("S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy")]
    [InlineData("8f8943bf956de595665c38ffff23827e17c10cdc1c27a028caae6c9810626198")]
    [InlineData("0x8F8943BF956DE595665C38FFFF23827E17C10CDC1C27A028CAAE6C9810626198")]
    [InlineData("808f8943bf956de595665c38ffff23827e17c10cdc1c27a028caae6c981062619801")]
    [InlineData("ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw")]
    public void Warns_of_a_private_key(string text) => AssertKey(text);

    [Theory]
    [InlineData("L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEe")]
    [InlineData("L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaE")]
    [InlineData("L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEdd")]
    [InlineData("L5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzN0Ed")]
    [InlineData("J5nJeqKmpHp4P7F8ZYyjwc5a7P4d8EabuGAzfGJk7yC1BJyzNaEd")]
    [InlineData("xprb9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi")]
    [InlineData("8f8943bf956de595665c38ffff23827e17c10cdc1c27a028caae6c981062619")]
    [InlineData("8f8943bf956de595665c38ffff23827e17c10cdc1c27a028caae6c9810626l98")]
    public void Warns_of_a_mistyped_private_key(string text) => AssertKey(text);

    [Theory]
    [InlineData("my key: " + Wif + ".")]
    [InlineData("p2wpkh:" + Wif)]
    [InlineData("bitcoin:" + Segwit + "?key=" + Wif)]
    [InlineData("L5nJ eqKm pHp4 P7F8 ZYyj wc5a 7P4d 8Eab uGAz fGJk 7yC1 BJyz NaEd")]
    [InlineData("L5nJeqKmpHp4P7F8ZYyjwc5a7P\n4d8EabuGAzfGJk7yC1BJyzNaEd")]
    [InlineData("wpkh(xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi/84h/0h)")]
    public void Finds_a_private_key_in_other_text(string text) => AssertKey(text);

    [Fact]
    public void Finds_a_private_key_in_a_text_that_is_too_long() => AssertKey(Wif + " " + new string('a', 600));

    [Theory]
    [InlineData(Words)]
    [InlineData("Abandon ABANDON abandon abandon abandon abandon abandon abandon abandon abandon abandon about\n")]
    [InlineData("1. abandon 2. ability 3. able 4. about 5. above 6. absent 7. absorb 8. abstract 9. absurd 10. abuse 11. access 12. accident")]
    [InlineData("abandon, ability, able, about, above, absent, absorb, abstract, absurd, abuse, access, accident")]
    [InlineData(Words + " abandon abandon abandon")]
    [InlineData(Words + " " + Words)]
    [InlineData("abandon ability able about above absent absorb abstract absurd abuse access")]
    [InlineData("ábaco abdomen abeja abierto abogado abono aborto abrazo abrir abuelo abuso acabar")]
    public void Warns_of_seed_words(string text)
    {
        var refusal = new AddressRefusal(AddressRefusalCode.SeedPhrase, WordsMessage, null, IsSecret: true);
        Assert.All(Enum.GetValues<BitcoinNetwork>(), network => Assert.Equal(refusal, Refusals.Of(text, network)));
    }

    [Theory]
    [InlineData("please send me some coins to my wallet as I have none at all")]
    [InlineData("abandon ability able about above absent absorb abstract absurd abuse")]
    public void Does_not_take_a_sentence_for_seed_words(string text) => Assert.False(Refusals.Of(text).IsSecret);

    private static void AssertKey(string text)
    {
        var refusal = new AddressRefusal(AddressRefusalCode.PrivateKey, KeyMessage, null, IsSecret: true);
        Assert.All(Enum.GetValues<BitcoinNetwork>(), network => Assert.Equal(refusal, Refusals.Of(text, network)));
    }
}
