namespace Faucet.Core.Addresses;

/// <summary>The chain that this faucet pays on.</summary>
/// <remarks>Addresses can't tell testnet3, testnet4 and signet apart (all use tb1, m, n and 2): the node is bound to its chain, not the text.</remarks>
public enum BitcoinNetwork
{
    Mainnet,
    Testnet4,
    Signet,
    Regtest,

    /// <summary>The built-in play chain. Its addresses look like regtest's.</summary>
    Sandbox,
}
