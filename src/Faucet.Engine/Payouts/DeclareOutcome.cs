using Faucet.Core.Amounts;

namespace Faucet.Engine.Payouts;

/// <summary>What became of declaring a spend as known.</summary>
public abstract record DeclareOutcome
{
    private DeclareOutcome()
    {
    }

    /// <param name="BatchId">The batch that it pays, or null: it pays nobody who is owed anything.</param>
    /// <param name="Settled">How many withdrawals it pays.</param>
    /// <param name="Paid">What it pays them together.</param>
    /// <param name="Elsewhere">What it took beyond that: booked as the owner's.</param>
    public sealed record Declared(long? BatchId, int Settled, Money Paid, Money Elsewhere) : DeclareOutcome;

    /// <param name="Reason">Why not, and what to do.</param>
    public sealed record Refused(string Reason) : DeclareOutcome;
}
