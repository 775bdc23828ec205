using System.Net.Http.Headers;
using System.Text;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>The HTTP basic credentials of the node's RPC: user and password, or the cookie file.</summary>
internal sealed class RpcCredentials(CoreNodeOptions options)
{
    private const int MaximumCookieLength = 1024;

    private volatile AuthenticationHeaderValue? cached;

    /// <summary>What to send now; the cookie is read once and kept until <see cref="TryRenew"/>.</summary>
    /// <exception cref="NodeException">NotExecuted: there is no cookie file (yet).</exception>
    public AuthenticationHeaderValue Current => cached ??= Read();

    /// <summary>After a 401: a restarted node has written another cookie. False for a password, which stays what it is.</summary>
    public bool TryRenew()
    {
        cached = null;
        return options is not { User: not null, Password: not null };
    }

    private AuthenticationHeaderValue Read()
    {
        var text = options is { User: { } user, Password: { } password } ? $"{user}:{password}" : ReadCookie();
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
    }

    private string ReadCookie()
    {
        if (options.CookieFile is not { } path)
        {
            throw new NodeException(NodeFailure.NotExecuted, "The node needs a user and a password, or a cookie file.");
        }

        try
        {
            var cookie = File.ReadAllText(path).Trim();
            return cookie.Length is > 0 and <= MaximumCookieLength
                ? cookie
                : throw new NodeException(NodeFailure.NotExecuted, "The node's cookie file is empty or is no cookie.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NodeException(NodeFailure.NotExecuted, "The node's cookie file can't be read: is the node running?", inner: exception);
        }
    }
}
