using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>The newest attempt of a batch, as far as its fee matters.</summary>
/// <param name="Fee">What it pays to miners.</param>
/// <param name="VSize">Virtual bytes, signed (BIP 141).</param>
/// <param name="Paid">What its payees get together.</param>
/// <param name="PendingFees">Its fee and those of all transactions in the mempool that descend from it: a replacement evicts them all.</param>
/// <param name="IsOutbid">An earlier attempt of the batch keeps it out of the mempool.</param>
/// <param name="Waited">Time since the batch's newest transaction entered the mempool.</param>
public sealed record PendingAttempt(Money Fee, int VSize, Money Paid, Money PendingFees, bool IsOutbid, TimeSpan Waited);

/// <summary>What the network asks for now.</summary>
/// <param name="Estimate">For confirmation within the target.</param>
/// <param name="Minimum">Below it the mempool takes nothing.</param>
/// <param name="Increment">What a replacement pays for its own relay on top of what it evicts (Bitcoin Core's <c>incrementalrelayfee</c>).</param>
public sealed record FeeMarket(FeeRate Estimate, FeeRate Minimum, FeeRate Increment);

/// <summary>What to do with a payout that no block has taken yet.</summary>
public abstract record ReplacementDecision
{
    /// <summary>Its fee is good enough, or it has not waited long enough.</summary>
    public sealed record Wait : ReplacementDecision;

    /// <summary>To be replaced by one that pays this rate.</summary>
    public sealed record Replace(FeeRate Rate) : ReplacementDecision;

    /// <summary>It would be replaced, but for a ceiling that the admin has set.</summary>
    public sealed record Held(FeeRate Wanted) : ReplacementDecision;
}

/// <summary>Decides when a sent payout gets a higher fee, and which.</summary>
/// <remarks>
/// A replacement needs the fees of all that it evicts, the increment for its own size, and a higher rate than what it replaces
/// (Bitcoin Core, <c>doc/policy/mempool-replacements.md</c>). Steps of a quarter at least keep the number of attempts small.
/// </remarks>
public static class ReplacementPolicy
{
    /// <summary>What a transaction that takes another one's place pays for each virtual byte, in multiples of that one's rate: at the least.</summary>
    internal const decimal LeastStep = 1.25m;

    public static ReplacementDecision Decide(PendingAttempt attempt, FeeMarket market, FaucetSettings settings)
    {
        var rate = FeeRate.FromSatoshisPerVByte((decimal)attempt.Fee.Satoshis / attempt.VSize);
        var isTooLow = rate < market.Minimum;

        // A clock that was set back must not keep it waiting: as far behind counts as waited.
        var isOverdue = attempt.Waited.Duration() >= settings.BumpAfter && (attempt.IsOutbid || market.Estimate > rate);
        if (!isTooLow && !isOverdue)
        {
            return new ReplacementDecision.Wait();
        }

        var wanted = FeeRate.Max(FeeRate.Max(market.Estimate, market.Minimum), FeeRate.FromSatoshisPerVByte(rate.SatoshisPerVByte * LeastStep));
        var outbidding = attempt.PendingFees + market.Increment.FeeFor(attempt.VSize) + Money.FromSatoshis(1);
        wanted = FeeRate.Max(wanted, FeeRate.FromSatoshisPerVByte((decimal)outbidding.Satoshis / attempt.VSize));
        var isAffordable = wanted <= settings.MaximumFeeRate && wanted.FeeFor(attempt.VSize) <= attempt.Paid.Percent(settings.MaximumFeePercent);
        return isAffordable ? new ReplacementDecision.Replace(wanted) : new ReplacementDecision.Held(wanted);
    }
}
