namespace Faucet.Core.Payouts;

/// <summary>When a payout leaves.</summary>
public enum PayoutSpeed
{
    /// <summary>When the release policy lets a batch go.</summary>
    Batched,

    /// <summary>With the next round of the worker, at any fee up to the faucet's ceilings.</summary>
    AtOnce,
}
