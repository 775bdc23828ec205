using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

public sealed class AddressCodecTests
{
    private const string Segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    private const string Script = "0014751e76e8199196d454941c45d1b3a323f1433bd6";

    [Theory]
    [InlineData(Segwit)]
    [InlineData("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")]
    [InlineData(" \t" + Segwit + "\r\n")]
    [InlineData("\u00a0\u200b" + Segwit + "\ufeff")]
    [InlineData("bitcoin:" + Segwit)]
    [InlineData("BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?AMOUNT=0.1")]
    [InlineData("bitcoin:" + Segwit + "?amount=20.3&label=Luke-Jr")]
    [InlineData("bitcoin:" + Segwit + "?")]
    public void Reads_an_address_however_it_is_pasted(string text) =>
        Assert.Equal(
            new AddressReading.Accepted(new PayoutAddress(Segwit, ScriptPubKey.FromHex(Script))),
            AddressCodec.Decode(text, BitcoinNetwork.Mainnet));

    [Fact]
    public void Reads_a_link_whose_parameters_run_past_the_bound() =>
        Assert.IsType<AddressReading.Accepted>(
            AddressCodec.Decode("bitcoin:" + Segwit + "?lightning=" + new string('Q', 5000), BitcoinNetwork.Mainnet));

    [Theory]
    [InlineData(BitcoinNetwork.Testnet4, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx")]
    [InlineData(BitcoinNetwork.Signet, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx")]
    [InlineData(BitcoinNetwork.Regtest, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080")]
    [InlineData(BitcoinNetwork.Sandbox, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080")]
    public void Writes_the_prefix_of_each_network(BitcoinNetwork network, string text) =>
        Assert.Equal(text, AddressCodec.Encode(ScriptPubKey.FromHex(Script), network));

    [Theory]
    [InlineData("")]
    [InlineData("6a00")]
    [InlineData("0015751e76e8199196d454941c45d1b3a323f1433bd600")]
    [InlineData("0014751e76e8199196d454941c45d1b3a323f1433b")]
    [InlineData("6102751e")]
    [InlineData("5001aa")]
    public void Finds_no_address_for_other_scripts(string script) =>
        Assert.Throws<FormatException>(() => AddressCodec.Encode(ScriptPubKey.FromHex(script), BitcoinNetwork.Mainnet));

    [Fact]
    public void Throws_for_a_network_that_does_not_exist() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AddressCodec.Decode(Segwit, (BitcoinNetwork)99));
}
