namespace Faucet.Engine.Tests;

/// <summary>A wall clock that somebody sets, beside a stopwatch that nobody can.</summary>
internal sealed class SettableClock(TimeProvider inner) : TimeProvider
{
    public TimeSpan AheadBy { get; set; }

    /// <summary>Called before each look at it.</summary>
    public Action? Looked { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        Looked?.Invoke();
        return inner.GetUtcNow() + AheadBy;
    }

    public override long GetTimestamp() => inner.GetTimestamp();
}
