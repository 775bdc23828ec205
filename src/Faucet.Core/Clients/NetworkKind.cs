namespace Faucet.Core.Clients;

/// <summary>What an operator's list says about a client's network. None of it is a crime: it shrinks a drip or asks for more work.</summary>
public enum NetworkKind
{
    Hosting,
    Vpn,
    Tor,
}
