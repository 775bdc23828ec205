namespace Faucet.Engine.Payouts;

/// <summary>The one chain and wallet that this ledger belongs to, and what the payout worker last saw there.</summary>
public sealed class NodeBinding
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required string Chain { get; init; }

    public required string GenesisHash { get; init; }

    public string? SignetChallenge { get; init; }

    public required string WalletFingerprint { get; init; }

    /// <summary>Where to go on listing the wallet's deposits and spends.</summary>
    public string? Cursor { get; init; }

    public int Height { get; init; }

    /// <summary>A block so deep that no reorganisation of a live chain reaches it. Null: the chain was not long enough.</summary>
    public int? AnchorHeight { get; init; }

    public string? AnchorHash { get; init; }

    /// <summary>For donors: unused, as far as is known. Null: none was asked for since the last refill.</summary>
    public string? RefillAddress { get; init; }

    public required DateTimeOffset SeenAt { get; init; }
}

/// <summary>Which process works the payouts. It saves work; safety rests on unique keys and guarded updates.</summary>
public sealed class WorkerLease
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required string Owner { get; init; }

    /// <summary>Grows with every change of owner.</summary>
    public required long Epoch { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Why no payout is made now, in plain words, or null.</summary>
    public string? HoldReason { get; init; }

    /// <summary>Why what waits in the queue does not leave yet, in words for those who wait, or null.</summary>
    public string? QueueReason { get; init; }
}
