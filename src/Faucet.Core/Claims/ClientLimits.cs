using Faucet.Core.Clients;
using Faucet.Core.Settings;

namespace Faucet.Core.Claims;

/// <summary>Which limits hold for which bucket of a client.</summary>
public static class ClientLimits
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>How often a bucket may claim.</summary>
    public static RateLimit Claims(ClientScope scope, FaucetSettings settings) => scope switch
    {
        ClientScope.Device => new RateLimit(1, settings.DeviceCooldown),
        ClientScope.Host => new RateLimit(1, settings.ClientCooldown),
        ClientScope.Network => new RateLimit(settings.NetworkClaimsPerDay, Day),
        ClientScope.Site => new RateLimit(settings.SiteClaimsPerDay, Day),
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, null),
    };

    /// <summary>How many wallets a bucket may open. A device has no limit of its own: a cookie is thrown away for nothing.</summary>
    public static RateLimit? NewWallets(ClientScope scope, FaucetSettings settings) => scope switch
    {
        ClientScope.Host => new RateLimit(settings.HostWalletsPerDay, Day),
        ClientScope.Network => new RateLimit(settings.NetworkWalletsPerDay, Day),
        ClientScope.Site => new RateLimit(settings.SiteWalletsPerDay, Day),
        _ => null,
    };
}
