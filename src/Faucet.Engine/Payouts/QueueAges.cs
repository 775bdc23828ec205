namespace Faucet.Engine.Payouts;

/// <summary>How long withdrawals have waited, even where somebody has set the clock since.</summary>
/// <remarks>
/// The wall clock knows how long a withdrawal waited before this process started; from then on a clock counts that nobody sets, and the longer of both
/// is believed. A withdrawal from the future has waited for as long as the clock is behind: no more is known of it.
/// </remarks>
internal sealed class QueueAges(TimeProvider time)
{
    private Dictionary<Guid, long> firstSeen = [];

    /// <summary>Forgets all others: it holds no more than are looked at together.</summary>
    public void Look(IEnumerable<Guid> waiting)
    {
        var now = time.GetTimestamp();
        firstSeen = waiting.Distinct().ToDictionary(id => id, id => firstSeen.GetValueOrDefault(id, now));
    }

    public TimeSpan Of(Guid id, DateTimeOffset createdAt)
    {
        var byWallClock = (time.GetUtcNow() - createdAt).Duration();
        var seen = firstSeen.TryGetValue(id, out var first) ? time.GetElapsedTime(first) : TimeSpan.Zero;
        return seen > byWallClock ? seen : byWallClock;
    }
}
