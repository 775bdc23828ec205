using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Factors;

/// <summary>Where addresses are cheap (data centres, VPNs, Tor), a claim may get less. It is no ban.</summary>
public sealed class NetworkFactor : IDripFactorRule
{
    public string Code => "network";

    public int PercentFor(ClaimFacts facts)
    {
        var settings = facts.Settings;
        var percent = 100;
        percent = facts.Listed.HasFlag(NetworkKinds.Hosting) ? Math.Min(percent, settings.HostingPercent) : percent;
        percent = facts.Listed.HasFlag(NetworkKinds.Vpn) ? Math.Min(percent, settings.VpnPercent) : percent;
        return facts.Listed.HasFlag(NetworkKinds.Tor) ? Math.Min(percent, settings.TorPercent) : percent;
    }

    public string Reason(int percent) => "You come through a data centre, a VPN or Tor";
}
