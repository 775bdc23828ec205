namespace Faucet.Core.Payouts;

/// <summary>Why payouts are frozen until an operator resumes them. Stored by name.</summary>
public enum FreezeCause
{
    /// <summary>The node's wallet sent what the ledger does not know: an older database was restored, a key leaked, or another program pays from it.</summary>
    UnknownSpend,

    /// <summary>The node is on another chain than the one that the ledger belongs to.</summary>
    OtherChain,

    /// <summary>The node has another wallet than the one that the ledger belongs to.</summary>
    OtherWallet,

    /// <summary>Blocks that lay deeper than any reorganisation of a live chain are no longer in the chain.</summary>
    DeepReorganisation,

    /// <summary>The node's wallet does not hold what the ledger says.</summary>
    BalanceDiffers,

    /// <summary>An operator froze them.</summary>
    Operator,
}
