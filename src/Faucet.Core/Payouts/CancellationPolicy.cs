using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>What it costs to take a batch that no block has taken back, and whether that may be paid.</summary>
public static class CancellationPolicy
{
    /// <summary>Less is not worth spending again, and below some of it no node relays an output.</summary>
    public static readonly Money LeastReturned = Money.FromSatoshis(1_000);

    /// <summary>
    /// A canceller is smaller than what it evicts, and pays more all the same (BIP 125): its rate may be above the ceiling, its fee not above the
    /// share of the payouts that fees may take.
    /// </summary>
    /// <param name="attempt">The batch's newest.</param>
    /// <param name="vsize">Of the canceller, signed.</param>
    /// <param name="coins">What its inputs hold.</param>
    /// <returns>The fee, or why the batch can't be cancelled now.</returns>
    public static (Money Fee, string? Obstacle) Decide(PendingAttempt attempt, int vsize, Money coins, FeeMarket market, FaucetSettings settings)
    {
        var rate = FeeRate.Max(market.Estimate, market.Minimum);
        var outdone = FeeRate.FromSatoshisPerVByte((decimal)attempt.Fee.Satoshis / attempt.VSize * ReplacementPolicy.LeastStep);
        var outbidding = Money.Max(attempt.PendingFees, attempt.Fee) + market.Increment.FeeFor(vsize) + Money.FromSatoshis(1);
        var fee = Money.Max(Money.Max(rate.FeeFor(vsize), outdone.FeeFor(vsize)), outbidding);
        var ceiling = attempt.Paid.Percent(settings.MaximumFeePercent);
        return (fee,
            rate > settings.MaximumFeeRate ? $"The network fee is {rate} now, above the {settings.MaximumFeeRate} of the settings."
                : fee > ceiling ? $"It would cost {fee}, above the {ceiling} that the settings allow for these payouts."
                : coins < fee + LeastReturned ? $"Its coins hold {coins}, too little for a fee of {fee}."
                : null);
    }
}
