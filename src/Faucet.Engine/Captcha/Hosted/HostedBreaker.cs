using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha.Hosted;

/// <summary>Stops asking a provider that does not answer: three failures in a row open it for half a minute, then one request tries again.</summary>
/// <remarks>It also tells what the page shows: a widget whose answer nobody can verify would only waste the visitor's time.</remarks>
public sealed class HostedBreaker
{
    internal const int FailuresToOpen = 3;

    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>As long as what stood in may be under way: the lifetime of our own challenges by default.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private int failures;
    private DateTimeOffset shutUntil = DateTimeOffset.MinValue;
    private DateTimeOffset lastAway = DateTimeOffset.MinValue;

    /// <summary>Away for the pause only: pages then have the provider's check again, because somebody has to try.</summary>
    public HostedState StateAt(DateTimeOffset now)
    {
        lock (gate)
        {
            return IsShut(now) ? HostedState.Away
                : lastAway > now - Memory ? HostedState.WasAway
                : HostedState.Reachable;
        }
    }

    /// <returns>Whether the provider may be asked now. While it is away, one request in each pause may.</returns>
    public bool TryEnter(DateTimeOffset now)
    {
        lock (gate)
        {
            if (IsShut(now))
            {
                return false;
            }

            if (failures >= FailuresToOpen)
            {
                (shutUntil, lastAway) = (now + Pause, now);
            }

            return true;
        }
    }

    public void Succeeded()
    {
        lock (gate)
        {
            failures = 0;
        }
    }

    public void Failed(DateTimeOffset now)
    {
        lock (gate)
        {
            failures = Math.Min(failures + 1, FailuresToOpen);
            if (failures == FailuresToOpen)
            {
                (shutUntil, lastAway) = (now + Pause, now);
            }
        }
    }

    // Further off than a pause: the clock was set back.
    private bool IsShut(DateTimeOffset now) => failures >= FailuresToOpen && now < shutUntil && shutUntil - now <= Pause;
}
