using System.Net;

namespace Faucet.Web.Clients;

/// <summary>Where a request came from: what the connection says, or what a trusted proxy said of it (<see cref="TrustedProxies"/>).</summary>
internal static class ClientAddress
{
    /// <returns>No address at all, which counts as one client, on a connection that has none.</returns>
    public static IPAddress ClientIp(this HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}
