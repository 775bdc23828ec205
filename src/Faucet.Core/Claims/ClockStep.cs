namespace Faucet.Core.Claims;

/// <summary>
/// The wall clock was set while the faucet ran: it shows another time than the one before plus what has elapsed. Waits are stored as the moment
/// at which they end; they move with the clock, so that what is left of each stays what it is.
/// </summary>
/// <param name="Expected">What the clock would show.</param>
/// <param name="By">How far ahead of that it is; negative when it was set back.</param>
public readonly record struct ClockStep(DateTimeOffset Expected, TimeSpan By)
{
    /// <summary>Less is no step: clocks are corrected by milliseconds all the time, and reading two clocks takes a moment.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(500);

    public DateTimeOffset Now => Expected + By;

    /// <param name="before">What the clock showed.</param>
    /// <param name="elapsed">What has elapsed since, by a clock that nobody sets.</param>
    /// <param name="now">What it shows.</param>
    /// <returns>Null when it was not set.</returns>
    public static ClockStep? Between(DateTimeOffset before, TimeSpan elapsed, DateTimeOffset now)
    {
        var by = now - before - elapsed;
        return by.Duration() < Tolerance ? null : new ClockStep(before + elapsed, by);
    }

    /// <summary>Where a wait's end belongs after the step. One that was over stays over, also when the clock was set back before it.</summary>
    public DateTimeOffset Moved(DateTimeOffset end) => end > Expected ? end + By : end > Now ? Now : end;
}
