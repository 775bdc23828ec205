using Faucet.Core.Amounts;

namespace Faucet.Engine.Claims;

/// <summary>What was given away on one UTC day.</summary>
public sealed class OutflowDay
{
    /// <summary>Days since 1970-01-01.</summary>
    public required int Day { get; init; }

    public Money Spent { get; init; }

    public static int DayOf(DateTimeOffset at) => (int)(at.ToUnixTimeSeconds() / 86_400);
}
