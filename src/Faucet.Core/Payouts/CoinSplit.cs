using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>Keeps several coins ready: a batch spends confirmed ones only, so that with one coin the next batch waits for the change of the last.</summary>
public static class CoinSplit
{
    /// <summary>What a batch gives back to the HotWallet besides its change: one amount for each coin that is missing. At a low fee only.</summary>
    /// <param name="coins">Those that are there before this batch spends any.</param>
    /// <param name="paid">What this batch pays: a coin that could not pay another one like it is not worth making.</param>
    public static IReadOnlyList<Money> Amounts(FreeCoins coins, Money paid, FeeOutlook fees, FaucetSettings settings)
    {
        var missing = settings.CoinsReady - coins.Count;
        if (missing <= 0 || paid == Money.Zero || fees.Now > (fees.History?.Low ?? fees.Now))
        {
            return [];
        }

        // A tenth stays for the fee; the change is a coin, too.
        var left = coins.Confirmed.Sum().Satoshis - paid.Satoshis;
        var parts = Math.Min(missing, (left / (2 * paid.Satoshis)) - 1);
        return parts <= 0 ? [] : [.. Enumerable.Repeat(Money.FromSatoshis(left * 9 / 10 / (parts + 1)), (int)parts)];
    }
}
