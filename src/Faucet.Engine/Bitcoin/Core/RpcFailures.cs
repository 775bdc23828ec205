using System.Net;
using System.Text.Json;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>The one place that decides whether a call that failed took effect. What is not known to be harmless is Unknown.</summary>
internal static class RpcFailures
{
    private const int InWarmup = -28;

    /// <summary>No reply came: only a connection that was never made proves that nothing happened.</summary>
    public static NodeException Transport(string method, HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            ? new NodeException(NodeFailure.NotExecuted, $"The node can't be reached ({method}).", inner: exception)
            : new NodeException(NodeFailure.Unknown, $"The connection to the node broke during {method}.", inner: exception);

    public static NodeException Interrupted(string method, Exception exception) =>
        new(NodeFailure.Unknown, $"The connection to the node broke during {method}.", inner: exception);

    public static NodeException TimedOut(string method, TimeSpan timeout) =>
        new(NodeFailure.Unknown, $"The node did not answer {method} within {timeout.TotalSeconds:0.#} s.");

    public static NodeException Unreadable(string method, Exception? inner = null) =>
        new(NodeFailure.Unknown, $"The node's reply to {method} can't be read.", inner: inner);

    public static NodeException Oversized(string method, int maximum) =>
        new(NodeFailure.Unknown, $"The node's reply to {method} is longer than {maximum} bytes.");

    /// <summary>Refusals of the HTTP server itself, before any command runs; null for the rest.</summary>
    /// <remarks>503 is the full work queue, which some versions say with another status. 401 and 403 are credentials, <c>rpcallowip</c> and <c>rpcwhitelist</c>.</remarks>
    public static NodeException? Http(string method, HttpStatusCode status, ReadOnlySpan<byte> body) => status switch
    {
        HttpStatusCode.Unauthorized => new(NodeFailure.NotExecuted, "The node refuses these credentials (HTTP 401)."),
        HttpStatusCode.Forbidden => new(NodeFailure.NotExecuted, $"The node does not allow {method} to this user or address (HTTP 403)."),
        HttpStatusCode.ServiceUnavailable => new(NodeFailure.NotExecuted, "The node is too busy (HTTP 503)."),
        not HttpStatusCode.OK when body.StartsWith("Work queue depth exceeded"u8) => new(NodeFailure.NotExecuted, "The node is too busy."),
        _ => null,
    };

    /// <summary>The node's own error object.</summary>
    public static NodeException Rpc(string method, JsonElement error)
    {
        var code = error.GetProperty("code").GetInt32();
        var message = error.GetProperty("message").GetString() ?? "";
        return new NodeException(
            code == InWarmup ? NodeFailure.NotExecuted : NodeFailure.Refused, $"{method}: {Shorten(message)} ({code})", code);
    }

    private static string Shorten(string message) => message.Length <= 300 ? message : message[..300] + "…";
}
