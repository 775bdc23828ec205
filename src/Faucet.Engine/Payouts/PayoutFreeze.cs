using Faucet.Core.Payouts;

namespace Faucet.Engine.Payouts;

/// <summary>A time in which nothing is paid: from when something was wrong until an operator said that it is right again. Kept for ever.</summary>
public sealed class PayoutFreeze
{
    public const int MaximumTextLength = 200;

    public long Id { get; init; }

    public required FreezeCause Cause { get; init; }

    /// <summary>What was found, for the operator.</summary>
    public required string Detail { get; init; }

    public required DateTimeOffset FrozenAt { get; init; }

    /// <summary>Null: it lasts.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    public string? ResumedBy { get; init; }

    public string? ResumeReason { get; init; }
}

/// <summary>Something about the node that forbids paying.</summary>
/// <param name="Cause">Null: it passes by itself, as when the node is catching up. Otherwise payouts freeze.</param>
public sealed record PayoutFault(string Reason, FreezeCause? Cause = null);
