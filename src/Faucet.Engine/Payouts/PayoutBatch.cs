using Faucet.Core.Payouts;

namespace Faucet.Engine.Payouts;

/// <summary>The withdrawals that one transaction pays.</summary>
public sealed class PayoutBatch
{
    public const int MaximumReasonLength = 200;

    public long Id { get; init; }

    public required BatchState State { get; init; }

    /// <summary>Why it does not move on, in plain words, or null.</summary>
    public string? WaitingReason { get; init; }

    /// <summary>The attempt that a block holds.</summary>
    public long? WinningTransactionId { get; init; }

    /// <summary>The batch that this one takes back, or null. It has no payees then, and spends that one's coins: it has none of its own.</summary>
    public long? Cancels { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinalAt { get; init; }
}

/// <summary>A withdrawal's place in its batch. The withdrawal is the key: it can't be in two (invariant I1).</summary>
public sealed class BatchItem
{
    public required Guid WithdrawalId { get; init; }

    public required long BatchId { get; init; }
}
