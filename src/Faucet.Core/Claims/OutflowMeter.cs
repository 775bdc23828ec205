using Faucet.Core.Amounts;

namespace Faucet.Core.Claims;

/// <summary>
/// What was given away lately, as a leaky bucket: it fills with drips and empties by the budget once per window, without a jump at midnight.
/// </summary>
/// <param name="Spent">What had not leaked away yet at <paramref name="At"/>.</param>
public readonly record struct OutflowMeter(Money Spent, DateTimeOffset At)
{
    /// <summary>
    /// The meter at <paramref name="now"/>. Only whole satoshis leak; time that made none counts again next time, so that frequent looks do not stop
    /// the leak. Roundings keep too much in, never too little.
    /// </summary>
    public OutflowMeter LeakedTo(DateTimeOffset now, Money budget, TimeSpan window)
    {
        // A clock that was set back must not leak twice; nothing leaks without a budget.
        if (now <= At || budget == Money.Zero || Spent == Money.Zero)
        {
            return Spent == Money.Zero || now < At ? this with { At = now } : this;
        }

        var elapsed = Math.Min(now.ToUnixTimeMilliseconds() - At.ToUnixTimeMilliseconds(), Milliseconds(window));
        var leaked = elapsed * budget.Satoshis / Milliseconds(window);
        return leaked >= Spent.Satoshis
            ? new OutflowMeter(Money.Zero, now)
            : new OutflowMeter(Money.FromSatoshis(Spent.Satoshis - leaked), At.AddMilliseconds(((leaked * Milliseconds(window)) + budget.Satoshis - 1) / budget.Satoshis));
    }

    /// <returns>When <paramref name="amount"/> fits below <paramref name="limit"/>; null when it never does.</returns>
    public DateTimeOffset? FitsAt(Money amount, Money limit, Money budget, TimeSpan window)
    {
        if (amount > limit)
        {
            return null;
        }

        var toLeak = Spent.Satoshis + amount.Satoshis - limit.Satoshis;
        return toLeak <= 0 ? At : At.AddMilliseconds(((toLeak * Milliseconds(window)) + budget.Satoshis - 1) / budget.Satoshis);
    }

    private static long Milliseconds(TimeSpan window) => (long)window.TotalMilliseconds;
}
