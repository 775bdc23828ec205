using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>Decides when waiting withdrawals leave as a batch.</summary>
public static class ReleasePolicy
{
    /// <param name="waiting">Queued withdrawals.</param>
    /// <param name="oldestAge">How long the oldest has waited.</param>
    public static bool ShouldRelease(int waiting, TimeSpan oldestAge, FaucetSettings settings) =>
        waiting > 0 && (waiting >= settings.BatchCount || oldestAge >= settings.BatchAge);
}
