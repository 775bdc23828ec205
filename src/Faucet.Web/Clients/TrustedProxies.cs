using System.Net;
using Faucet.Web.Hosting;
using Microsoft.AspNetCore.HttpOverrides;

namespace Faucet.Web.Clients;

/// <summary>Whose word on a client's address is believed.</summary>
/// <remarks>
/// The framework walks <c>X-Forwarded-For</c> from its right end, one step for each proxy that it trusts, and stops at the first address that it does not:
/// that is the client. From a peer that is not trusted the header is ignored altogether.
/// </remarks>
internal static class TrustedProxies
{
    private const int MostHops = 5;

    /// <exception cref="StartupException">A value can't be used: the message says which and what to write instead.</exception>
    public static void Configure(ForwardedHeadersOptions forwarded, IConfiguration configuration)
    {
        forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        forwarded.ForwardLimit = Hops(configuration["ProxyHops"]);
        if (!IsLoopbackTrusted(configuration["TrustLoopback"]))
        {
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
        }

        foreach (var text in configuration.GetSection("TrustedProxies").Get<string[]>() ?? [])
        {
            if (IPAddress.TryParse(text, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else if (System.Net.IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0)
            {
                forwarded.KnownIPNetworks.Add(network);
            }
            else
            {
                throw new StartupException($"TrustedProxies: '{text}' is neither an IP address nor a network such as 10.1.0.0/16.");
            }
        }

        if (forwarded.KnownProxies.Count == 0 && forwarded.KnownIPNetworks.Count == 0)
        {
            // To the framework two empty lists mean that everybody is trusted.
            forwarded.ForwardedHeaders = ForwardedHeaders.None;
        }
    }

    private static int Hops(string? text) => string.IsNullOrWhiteSpace(text) ? 1
        : int.TryParse(text, out var hops) && hops is >= 1 and <= MostHops ? hops
        : throw new StartupException($"ProxyHops={text}: write how many proxies a request passes, 1 to {MostHops}.");

    private static bool IsLoopbackTrusted(string? text) => string.IsNullOrWhiteSpace(text)
        || (bool.TryParse(text, out var trusted) ? trusted : throw new StartupException($"TrustLoopback={text}: write true or false."));
}
