using System.Globalization;

namespace Faucet.Benchmarks.Faucets;

/// <summary>Who claims: in which order, how many for the first time, and from where. The n-th claim is always the same.</summary>
/// <param name="Wallets">Wallets that exist beforehand.</param>
/// <param name="NewWalletsPercent">Claims that open a wallet.</param>
/// <param name="IsIpv6">Visitors come from IPv6, each from a site of its own, instead of IPv4.</param>
internal sealed record ClaimMix(int Wallets, int NewWalletsPercent = 0, bool IsIpv6 = false)
{
    // Primes: neighbours in time are strangers in the file, and in the network, as they are in life.
    private const long WalletStride = 7_919;
    private const long ClientStride = 2_654_435_761;

    /// <summary>The wallet of the n-th claim, if it exists already; all have their turn before one has its second.</summary>
    public int KnownWallet(long claim) => (int)(claim * WalletStride % Wallets);

    /// <returns>The number of a wallet that is nobody's yet, or null when the n-th claim is of a known one.</returns>
    public int? NewWallet(long claim)
    {
        var opened = claim * NewWalletsPercent / 100;
        return opened > (claim - 1) * NewWalletsPercent / 100 ? (int)(Wallets + opened) : null;
    }

    /// <summary>The address of a wallet's owner.</summary>
    public string Client(long wallet)
    {
        // Odd times: no two of 2^32 (2^28 for IPv4) are the same.
        var number = unchecked((uint)(wallet * ClientStride));
        return IsIpv6
            ? string.Create(CultureInfo.InvariantCulture, $"2a00:{number >> 16:x}:{number & 0xffff:x}::1")
            : string.Create(CultureInfo.InvariantCulture, $"{32 + ((number >> 24) & 15)}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}");
    }

    /// <exception cref="BenchmarkException">The number shares a factor with the order of turns.</exception>
    public ClaimMix Checked() => Wallets > 0 && Wallets % WalletStride != 0 && NewWalletsPercent is >= 0 and <= 100
        ? this
        : throw new BenchmarkException($"The number of wallets is positive and no multiple of {WalletStride}; new wallets are 0 to 100 percent.");
}
