using Faucet.Core.Amounts;

namespace Faucet.Core.Payouts;

/// <summary>The coins of the HotWallet that no batch has reserved.</summary>
/// <param name="Confirmed">What each of those holds that a batch may spend.</param>
/// <param name="Pending">How many more its own unconfirmed transactions give back: a block later they may be spent, too.</param>
public sealed record FreeCoins(IReadOnlyList<Money> Confirmed, int Pending)
{
    public int Count => Confirmed.Count + Pending;

    /// <summary>What they hold less what it costs to spend them, of the largest that a batch has room for.</summary>
    public Money Spendable(FeeRate rate) => EffectiveValues(rate).Sum();

    /// <summary>How many of the largest it takes to give that much. Never more than there are.</summary>
    public int InputsFor(Money amount, FeeRate rate)
    {
        var (inputs, given) = (0, Money.Zero);
        foreach (var value in EffectiveValues(rate).TakeWhile(_ => given < amount))
        {
            (inputs, given) = (inputs + 1, given + value);
        }

        return inputs;
    }

    /// <summary>The largest first; a coin that costs more than it holds is left alone.</summary>
    private IEnumerable<Money> EffectiveValues(FeeRate rate)
    {
        var cost = rate.FeeFor(BatchWeight.InputVBytes);
        return Confirmed.Where(coin => coin > cost).OrderDescending().Take(BatchPlan.InputsAtMost).Select(coin => coin - cost);
    }
}
