using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>Decides when waiting withdrawals leave as a batch.</summary>
public static class ReleasePolicy
{
    /// <param name="waiting">Queued withdrawals.</param>
    /// <param name="oldestAge">How long the oldest has waited. Below zero the clock was ahead when it came: as far behind as a batch waits is long enough.</param>
    public static bool ShouldRelease(int waiting, TimeSpan oldestAge, FaucetSettings settings) =>
        waiting > 0 && (waiting >= settings.BatchCount || oldestAge.Duration() >= settings.BatchAge);
}
