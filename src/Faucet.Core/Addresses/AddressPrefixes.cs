namespace Faucet.Core.Addresses;

/// <summary>What marks a network's addresses: two Base58Check version bytes and a Bech32 prefix (Bitcoin Core, chainparams.cpp).</summary>
/// <param name="Name">As in "a testnet address".</param>
/// <param name="StartsWith">How a visitor recognises an address of the network.</param>
internal sealed record AddressPrefixes(byte PubKeyHash, byte ScriptHash, string Segwit, string Name, string StartsWith)
{
    private static readonly AddressPrefixes Main = new(0x00, 0x05, "bc", "mainnet", "bc1, 1 or 3");
    private static readonly AddressPrefixes Test = new(0x6f, 0xc4, "tb", "testnet", "tb1, m, n or 2");
    private static readonly AddressPrefixes Reg = new(0x6f, 0xc4, "bcrt", "regtest", "bcrt1, m, n or 2");

    /// <summary>The longest prefix first, since bcrt1 is not bc1.</summary>
    public static IReadOnlyList<AddressPrefixes> All { get; } = [Reg, Main, Test];

    public static AddressPrefixes Of(BitcoinNetwork network) => network switch
    {
        BitcoinNetwork.Mainnet => Main,
        BitcoinNetwork.Testnet4 => Test with { Name = "testnet4" },
        BitcoinNetwork.Signet => Test with { Name = "signet" },
        BitcoinNetwork.Regtest => Reg,
        BitcoinNetwork.Sandbox => Reg with { Name = "sandbox" },
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "No such network."),
    };

    /// <returns>The network that the text's Bech32 prefix names, in any case; null if none.</returns>
    public static AddressPrefixes? NamedBy(string text) =>
        All.FirstOrDefault(prefixes => text.StartsWith(prefixes.Segwit + "1", StringComparison.OrdinalIgnoreCase));
}
