namespace Faucet.Core.Ledger;

/// <summary>The business event behind a transfer. With its reference it is unique, so that no event is booked twice. Stored by name.</summary>
public enum TransferKind
{
    /// <summary>Rewards → Wallet; reference: the claim.</summary>
    Drip,

    /// <summary>Wallet → Owed; reference: the withdrawal.</summary>
    Withdrawal,

    /// <summary>Owed → HotWallet; reference: the withdrawal.</summary>
    Payout,

    /// <summary>NetworkFees → HotWallet; reference: the transaction.</summary>
    NetworkFee,

    /// <summary>HotWallet → Owner; reference: the output that paid us.</summary>
    Deposit,

    /// <summary>Owner → HotWallet: what a transaction that this faucet did not make took beyond debts; reference: the transaction.</summary>
    KnownSpend,

    /// <summary>
    /// HotWallet → Owner or Owner → HotWallet: what an operator found the node's wallet to hold above or below the ledger; reference: the freeze.
    /// </summary>
    Difference,

    /// <summary>Wallet → NetworkFees: what a visitor was quoted for the network's fee; reference: the withdrawal.</summary>
    WithdrawalFee,

    /// <summary>Owed → Wallet: a withdrawal that its owner cancelled; reference: the withdrawal.</summary>
    Cancellation,

    /// <summary>NetworkFees → Wallet: the fee that it was charged; reference: the withdrawal.</summary>
    FeeReturn,
}
