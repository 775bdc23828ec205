using Faucet.Core.Addresses;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>The sandbox's addresses look like regtest's.</summary>
internal static class SandboxAddresses
{
    public static string Encode(ScriptPubKey script) => AddressCodec.Encode(script, BitcoinNetwork.Sandbox);

    /// <summary>The script to pay, or null for what is no address of this chain.</summary>
    public static ScriptPubKey? Decode(string text) =>
        AddressCodec.Decode(text, BitcoinNetwork.Sandbox) is AddressReading.Accepted accepted ? accepted.Address.ScriptPubKey : null;
}
