namespace Faucet.Core.Payouts;

/// <summary>Which payouts a visitor may ask for before the threshold pays by itself; each includes the one before.</summary>
public enum PayoutRequests
{
    No,

    /// <summary>With the next batch.</summary>
    Batched,

    /// <summary>Also in a transaction that leaves at once, at the fee of the moment.</summary>
    AtOnce,
}
