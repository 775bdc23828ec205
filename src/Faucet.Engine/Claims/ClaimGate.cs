using Faucet.Core.Amounts;

namespace Faucet.Engine.Claims;

/// <summary>
/// The one row that every group of claims locks, so that groups of all processes come one after the other and each is decided on what is true.
/// It also holds what all claims share: what is there to give, the budgets' meters and the clock.
/// </summary>
public sealed class ClaimGate
{
    public const int TheOne = 1;

    public int Id { get; init; }

    /// <summary>
    /// What the HotWallet holds above what wallets are owed and withdrawals under way take, in satoshis: what the Owner put in, less drips and network
    /// fees. Below zero when more is owed than is there.
    /// </summary>
    public long Available { get; init; }

    /// <summary>Of <see cref="Core.Claims.OutflowMeter"/>, the hour's.</summary>
    public Money HourSpent { get; init; }

    public DateTimeOffset HourAt { get; init; }

    /// <summary>The day's.</summary>
    public Money DaySpent { get; init; }

    public DateTimeOffset DayAt { get; init; }

    /// <summary>When a group was last credited, by the clock of that time.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>When the clock was last found to be behind <see cref="SeenAt"/>.</summary>
    public DateTimeOffset ClockSetBackAt { get; init; }
}
