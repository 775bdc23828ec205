using Faucet.Core.Clients;

namespace Faucet.Core.Claims.Factors;

/// <summary>Where addresses are cheap (data centres, VPNs, Tor), a claim may get less. It is no ban.</summary>
public sealed class NetworkFactor : IDripFactorRule
{
    public string Code => "network";

    public int PercentFor(ClaimFacts facts)
    {
        var percent = 100;
        foreach (var kind in facts.Listed)
        {
            percent = Math.Min(percent, kind switch
            {
                NetworkKind.Hosting => facts.Settings.HostingPercent,
                NetworkKind.Vpn => facts.Settings.VpnPercent,
                NetworkKind.Tor => facts.Settings.TorPercent,
                _ => 100,
            });
        }

        return percent;
    }

    public string Reason(int percent) => "You come through a data centre, a VPN or Tor";
}
