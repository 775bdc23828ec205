using Faucet.Core.Addresses;

namespace Faucet.Core.Tests.Addresses;

internal static class Refusals
{
    /// <summary>The refusal of a text, which must be one.</summary>
    public static AddressRefusal Of(string text, BitcoinNetwork network = BitcoinNetwork.Mainnet) =>
        Assert.IsType<AddressReading.Refused>(AddressCodec.Decode(text, network)).Refusal;
}
