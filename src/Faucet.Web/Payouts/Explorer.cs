using Faucet.Core.Addresses;

namespace Faucet.Web.Payouts;

/// <summary>Where a visitor can look a transaction up without trusting us. Links only: no page loads anything from there.</summary>
internal static class Explorer
{
    /// <summary>Enough of a transaction's id to tell it from another.</summary>
    public static string Short(string txId) => $"{txId[..4]}…{txId[^4..]}";

    /// <returns>Null on chains that nobody else can see.</returns>
    public static string? LinkTo(BitcoinNetwork network, string txId) => network switch
    {
        BitcoinNetwork.Mainnet => "https://mempool.space/tx/" + txId,
        BitcoinNetwork.Testnet4 => "https://mempool.space/testnet4/tx/" + txId,
        BitcoinNetwork.Signet => "https://mempool.space/signet/tx/" + txId,
        _ => null,
    };
}
