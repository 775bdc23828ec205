using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>What a payout takes from a wallet, said before it begins.</summary>
/// <param name="Amount">Leaves the wallet.</param>
/// <param name="Fee">The part of it that goes to the network's fee: zero where the faucet pays.</param>
/// <param name="Least">The smallest amount for which the fee is a bearable share.</param>
public sealed record PayoutQuote(PayoutSpeed Speed, Money Amount, Money Fee, Money Least)
{
    /// <summary>What arrives at the address.</summary>
    public Money Paid => Amount - Fee;

    public bool IsEnough => Amount >= Least;
}

/// <summary>Quotes payouts, from the fee of the moment and the company that a batch usually has.</summary>
public static class QuotePolicy
{
    // Outputs below it are not relayed; this one is the largest, that of P2PKH.
    private static readonly Money LargestDustThreshold = Money.FromSatoshis(546);

    /// <summary>What a visitor may ask for.</summary>
    /// <param name="isOnHold">Its owner cancelled a payout, so that the threshold starts none: what it would have started may be asked for.</param>
    public static IReadOnlyList<PayoutSpeed> Offered(Money balance, bool isOnHold, FeeOutlook fees, FaucetSettings settings)
    {
        var offered = new List<PayoutSpeed>();
        if (settings.PayoutRequests >= PayoutRequests.Batched || (isOnHold && balance >= settings.PayoutThreshold))
        {
            offered.Add(PayoutSpeed.Batched);
        }

        // Above the cap nothing leaves at once.
        if (settings.PayoutRequests == PayoutRequests.AtOnce && fees.Now <= settings.MaximumFeeRate)
        {
            offered.Add(PayoutSpeed.AtOnce);
        }

        return offered;
    }

    /// <param name="amount">The whole balance.</param>
    public static PayoutQuote Quote(ScriptPubKey script, Money amount, PayoutSpeed speed, FeeOutlook fees, FaucetSettings settings) => new(
        speed, amount, Charged(Cost(OutputCost.VBytes(script), speed, fees, settings), settings), Least(speed, fees, settings));

    /// <summary>The smallest amount that is paid out, whatever the script: twice what a node relays, and enough for the fee to stay within its share.</summary>
    public static Money Least(PayoutSpeed speed, FeeOutlook fees, FaucetSettings settings)
    {
        var cost = Cost(OutputCost.LargestVBytes, speed, fees, settings);
        var share = ((cost.Satoshis * 100) + settings.MaximumFeePercent - 1) / settings.MaximumFeePercent;
        return Money.FromSatoshis(Math.Max(2 * LargestDustThreshold.Satoshis, share)) + Charged(cost, settings);
    }

    /// <summary>From this balance on a wallet is paid out by itself.</summary>
    public static Money AutomaticFrom(FeeOutlook fees, FaucetSettings settings) =>
        Money.Max(settings.PayoutThreshold, Least(PayoutSpeed.Batched, fees, settings));

    /// <summary>In a batch a payout costs its own output and its share of what the usual company has in common, at a fee that is waited for.</summary>
    private static Money Cost(int outputVBytes, PayoutSpeed speed, FeeOutlook fees, FaucetSettings settings)
    {
        var common = BatchWeight.VBytes(1, [], hasChange: true);
        var (rate, vbytes) = speed == PayoutSpeed.AtOnce
            ? (fees.Now, outputVBytes + common)
            : (fees.History?.Low ?? fees.Now, outputVBytes + ((common + settings.BatchCount - 1) / settings.BatchCount));

        // Nothing leaves above the cap, so that no payout costs more: what a broken estimator says would be quoted otherwise.
        return (rate < settings.MaximumFeeRate ? rate : settings.MaximumFeeRate).FeeFor(vbytes);
    }

    private static Money Charged(Money cost, FaucetSettings settings) => settings.FeePaidBy == FeePayer.Visitor ? cost : Money.Zero;
}
