namespace Faucet.Core.Clients;

/// <summary>What a network is used for, as far as the operator's lists say.</summary>
[Flags]
public enum NetworkKinds
{
    None = 0,
    Hosting = 1,
    Vpn = 2,
    Tor = 4,
}
