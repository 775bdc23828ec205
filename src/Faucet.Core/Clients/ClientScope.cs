namespace Faucet.Core.Clients;

/// <summary>What counts as one client, from the narrowest to the widest.</summary>
/// <remarks>The numbers are part of every stored key: another number is another bucket.</remarks>
public enum ClientScope
{
    /// <summary>A browser, by the random id in its cookie.</summary>
    Device = 1,

    /// <summary>An IPv4 address, or an IPv6 /64: what one household or server uses as it likes.</summary>
    Host = 2,

    /// <summary>An IPv4 /24, or an IPv6 /56: what many providers give one customer.</summary>
    Network = 3,

    /// <summary>An IPv6 /48: the most that a provider gives one customer (RFC 6177).</summary>
    Site = 4,
}
