using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>A withdrawal in the queue.</summary>
/// <param name="Age">How long it has waited.</param>
public sealed record WaitingPayout(Guid Id, ScriptPubKey ScriptPubKey, Money Amount, TimeSpan Age)
{
    /// <summary>Its owner asked for a transaction that leaves at once.</summary>
    public bool IsAtOnce { get; init; }
}

/// <summary>Which of the waiting withdrawals one transaction would pay.</summary>
/// <param name="IsFull">No other one would fit.</param>
public sealed record BatchPlan(IReadOnlyList<WaitingPayout> Members, bool IsFull)
{
    // Room that is kept for coins to pay from: many small ones must not make a batch too heavy after it was claimed.
    private const int InputsAtMost = 250;

    public TimeSpan OldestAge => Members.Count == 0 ? TimeSpan.Zero : Members.Max(member => member.Age);

    /// <summary>Nobody in it has to wait.</summary>
    public bool IsAtOnce => Members.Count > 0 && Members.All(member => member.IsAtOnce);

    /// <summary>As many as fit, oldest first: by number and by weight. Withdrawals to one script share an output.</summary>
    public static BatchPlan Of(IEnumerable<WaitingPayout> oldestFirst, int maximum)
    {
        var members = new List<WaitingPayout>();
        var scripts = new HashSet<ScriptPubKey>();
        var outputBytes = 0;
        foreach (var payout in oldestFirst)
        {
            var bytes = outputBytes + (scripts.Contains(payout.ScriptPubKey) ? 0 : OutputCost.VBytes(payout.ScriptPubKey));
            if (members.Count == maximum || BatchWeight.Of(InputsAtMost, scripts.Count + 1, bytes, hasChange: true) > BatchWeight.Maximum)
            {
                return new BatchPlan(members, IsFull: true);
            }

            outputBytes = bytes;
            scripts.Add(payout.ScriptPubKey);
            members.Add(payout);
        }

        return new BatchPlan(members, members.Count == maximum);
    }

    /// <summary>What the transaction would cost with one coin to pay from, and change.</summary>
    public Money Fee(FeeRate rate) =>
        rate.FeeFor(BatchWeight.VBytes(1, [.. Members.Select(member => member.ScriptPubKey).Distinct()], hasChange: true));

    /// <summary>The most that it may cost.</summary>
    public Money FeeCeiling(FaucetSettings settings) => Members.Select(member => member.Amount).Sum().Percent(settings.MaximumFeePercent);

    /// <summary>From this amount on a withdrawal's own output costs no more than its share, whatever its script: it makes no batch too dear.</summary>
    public static Money LeastThatCarriesItself(FeeRate rate, FaucetSettings settings) => Money.FromSatoshis(
        ((rate.FeeFor(OutputCost.LargestVBytes).Satoshis * 100) + settings.MaximumFeePercent - 1) / settings.MaximumFeePercent);
}
