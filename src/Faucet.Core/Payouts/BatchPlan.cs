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
    /// <summary>Room that is kept for coins to pay from: many small ones must not make a batch too heavy after it was claimed.</summary>
    public const int InputsAtMost = 250;

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

    /// <summary>Those whom the coins suffice for, oldest first. Who is passed over because others are smaller is so until he has waited for the bound: nobody overtakes him then.</summary>
    /// <param name="spendable">What the coins hold less what it costs to spend them.</param>
    /// <param name="bound">How long a batch may wait.</param>
    public BatchPlan Within(Money spendable, FeeRate rate, TimeSpan bound)
    {
        var members = new List<WaitingPayout>();
        var scripts = new HashSet<ScriptPubKey>();
        var (paid, outputBytes) = (Money.Zero, 0);
        foreach (var payout in Members)
        {
            var bytes = outputBytes + (scripts.Contains(payout.ScriptPubKey) ? 0 : OutputCost.VBytes(payout.ScriptPubKey));
            var outputs = scripts.Contains(payout.ScriptPubKey) ? scripts.Count : scripts.Count + 1;
            if (paid + payout.Amount + rate.FeeFor((BatchWeight.Of(0, outputs, bytes, hasChange: false) + 3) / 4) <= spendable)
            {
                (paid, outputBytes) = (paid + payout.Amount, bytes);
                scripts.Add(payout.ScriptPubKey);
                members.Add(payout);
            }
            else if (payout.Age >= bound)
            {
                break;
            }
        }

        return members.Count == Members.Count ? this : new BatchPlan(members, IsFull: false);
    }

    /// <summary>What its members get together.</summary>
    public Money Amount => Members.Select(member => member.Amount).Sum();

    /// <summary>What the transaction would cost with so many coins to pay from, and change.</summary>
    public Money Fee(FeeRate rate, int inputs = 1) =>
        rate.FeeFor(BatchWeight.VBytes(inputs, [.. Members.Select(member => member.ScriptPubKey).Distinct()], hasChange: true));

    /// <summary>The most that it may cost.</summary>
    public Money FeeCeiling(FaucetSettings settings) => Amount.Percent(settings.MaximumFeePercent);

    /// <summary>From this amount on a withdrawal's own output costs no more than its share, whatever its script: it makes no batch too dear.</summary>
    public static Money LeastThatCarriesItself(FeeRate rate, FaucetSettings settings) => Money.FromSatoshis(
        ((rate.FeeFor(OutputCost.LargestVBytes).Satoshis * 100) + settings.MaximumFeePercent - 1) / settings.MaximumFeePercent);
}
