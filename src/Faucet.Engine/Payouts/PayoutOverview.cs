using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Payouts;

/// <summary>The newest withdrawals and what there is of them in all, at one moment.</summary>
/// <param name="Withdrawals">Newest first.</param>
/// <param name="Counts">Of all withdrawals, listed or not; a state that none is in is left out.</param>
/// <param name="Owed">What those that are not final come to.</param>
/// <param name="HoldReason">Why nothing at all is paid, or null.</param>
public sealed record PayoutOverview(
    IReadOnlyList<ListedWithdrawal> Withdrawals, IReadOnlyDictionary<WithdrawalState, int> Counts, Money Owed, string? HoldReason);

/// <param name="TxId">The attempt that a block holds, or else the newest that was sent.</param>
/// <param name="WaitingReason">Why it does not move on, or null.</param>
public sealed record ListedWithdrawal(
    Guid Id, DateTimeOffset CreatedAt, Money Amount, WithdrawalState State, long? BatchId, TxId? TxId, string? WaitingReason);

/// <summary>All that is known of one batch and whom it pays, or of one withdrawal that has no batch yet, at one moment.</summary>
/// <param name="Withdrawals">Oldest first.</param>
/// <param name="Batch">Null: the one withdrawal is still in the queue.</param>
/// <param name="Attempts">In the order they were made.</param>
/// <param name="Coins">Reserved for it; those that no attempt of use spends have been freed.</param>
/// <param name="QueueReason">Why what is queued does not leave yet, or null.</param>
/// <param name="HoldReason">Why nothing at all is paid, or null.</param>
public sealed record PayoutDetails(
    IReadOnlyList<Withdrawal> Withdrawals,
    PayoutBatch? Batch,
    IReadOnlyList<PayoutAttempt> Attempts,
    IReadOnlyList<OutpointReservation> Coins,
    string? QueueReason,
    string? HoldReason);

/// <summary>One attempt of a batch, without its bytes.</summary>
/// <param name="VSize">Virtual bytes, known once it is signed.</param>
public sealed record PayoutAttempt(
    int Sequence,
    TxId TxId,
    TransactionState State,
    Money Paid,
    Money Change,
    Money Fee,
    int? VSize,
    DateTimeOffset? FirstSentAt,
    DateTimeOffset? LastSentAt,
    int? BlockHeight,
    string? BlockHash)
{
    /// <summary>Rounded up to a thousandth.</summary>
    public FeeRate? Rate => VSize is { } vsize and > 0 ? FeeRate.FromSatoshisPerVByte(Fee.Satoshis / (decimal)vsize) : null;
}
