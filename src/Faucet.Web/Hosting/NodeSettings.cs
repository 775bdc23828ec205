using Faucet.Core.Addresses;
using Faucet.Engine.Bitcoin.Core;

namespace Faucet.Web.Hosting;

/// <summary>Reads how to reach the real node.</summary>
internal static class NodeSettings
{
    /// <exception cref="StartupException">Something is missing: the message names it.</exception>
    public static CoreNodeOptions Read(IConfiguration configuration, BitcoinNetwork network)
    {
        var rpc = configuration.GetSection("Bitcoin:Rpc");
        if (!Uri.TryCreate(rpc["Url"], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new StartupException($"Bitcoin__Rpc__Url is needed for Bitcoin__Network={network.ToString().ToLowerInvariant()}, such as http://127.0.0.1:8332.");
        }

        var cookie = rpc["CookieFile"];
        if (string.IsNullOrWhiteSpace(cookie) && (string.IsNullOrWhiteSpace(rpc["User"]) || string.IsNullOrWhiteSpace(rpc["Password"])))
        {
            throw new StartupException("Bitcoin__Rpc__User and Bitcoin__Rpc__Password are needed, or Bitcoin__Rpc__CookieFile.");
        }

        return new CoreNodeOptions(url, rpc["Wallet"] ?? "faucet")
        {
            User = NullIfBlank(rpc["User"]),
            Password = NullIfBlank(rpc["Password"]),
            CookieFile = NullIfBlank(cookie),
        };
    }

    // A variable that is set to nothing means that it is not set, as compose files have it.
    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
