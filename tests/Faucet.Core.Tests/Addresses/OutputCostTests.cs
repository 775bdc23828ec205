using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Core.Tests.Addresses;

public sealed class OutputCostTests
{
    [Theory]
    [InlineData("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", 34, 546)]
    [InlineData("36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm", 32, 540)]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 31, 294)]
    [InlineData("bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3", 43, 330)]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", 43, 330)]
    public void Matches_what_nodes_relay(string text, int vbytes, long dust)
    {
        var script = Assert.IsType<AddressReading.Accepted>(AddressCodec.Decode(text, BitcoinNetwork.Mainnet)).Address.ScriptPubKey;

        Assert.Equal(vbytes, OutputCost.VBytes(script));
        Assert.Equal(vbytes * 4, OutputCost.WeightUnits(script));
        Assert.Equal(Money.FromSatoshis(dust), OutputCost.DustThreshold(script));
    }

    [Theory]
    [InlineData(252, 261)]
    [InlineData(253, 264)]
    public void Counts_a_longer_length_from_253_bytes(int scriptBytes, int vbytes) =>
        Assert.Equal(vbytes, OutputCost.VBytes(ScriptPubKey.FromBytes(new byte[scriptBytes])));
}
