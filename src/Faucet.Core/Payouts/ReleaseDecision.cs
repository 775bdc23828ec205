using Faucet.Core.Amounts;

namespace Faucet.Core.Payouts;

/// <summary>Whether waiting withdrawals leave now, and if not, what they wait for.</summary>
public abstract record ReleaseDecision
{
    private ReleaseDecision()
    {
    }

    public sealed record Leaves : ReleaseDecision;

    /// <summary>The fee is low for a time, or others come, or the wait is over: it ends by itself.</summary>
    /// <param name="AtMost">How much longer it can take.</param>
    public abstract record Waits(TimeSpan AtMost) : ReleaseDecision;

    /// <param name="Wanted">What the network may ask for a batch of this age. It rises as the batch gets older.</param>
    public sealed record WaitsForFee(FeeRate Now, FeeRate Wanted, TimeSpan AtMost) : Waits(AtMost);

    /// <param name="Wanted">How many a batch of this age is made of. It falls as the batch gets older.</param>
    public sealed record WaitsForCompany(int Waiting, int Wanted, TimeSpan AtMost) : Waits(AtMost);

    /// <summary>Nothing leaves at a rate like this, however long it has waited: the operator's emergency cap.</summary>
    public sealed record TooDear(FeeRate Now, FeeRate Maximum) : ReleaseDecision;

    /// <summary>The fee would be too large a share of what is paid out.</summary>
    public sealed record TooSmall(Money Fee, Money Maximum) : ReleaseDecision;

    /// <summary>The coins that may be spent now do not suffice, or are so small that the fee is too large a share; those whom they suffice for are no batch worth sending yet.</summary>
    /// <param name="Wanted">What is to be paid out, without the fee.</param>
    public sealed record TooFewCoins(Money Wanted, Money Spendable) : ReleaseDecision;
}
