namespace Faucet.Core.Payouts;

/// <summary>How far a withdrawal has come. Stored by name.</summary>
public enum WithdrawalState
{
    /// <summary>Debited from the wallet; waits for a batch.</summary>
    Queued,

    /// <summary>Member of one batch, whose transaction is being made or is on its way.</summary>
    Batched,

    /// <summary>In a block, not yet deep enough.</summary>
    Paid,

    /// <summary>Deep enough to count as settled; booked in the ledger.</summary>
    Final,

    /// <summary>Taken back by its owner while it was queued: the wallet has it again, with the fee.</summary>
    Cancelled,
}
