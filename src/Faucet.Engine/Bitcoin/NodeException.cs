namespace Faucet.Engine.Bitcoin;

/// <summary>Whether a call to the node that failed took effect.</summary>
public enum NodeFailure
{
    /// <summary>It did not: connection refused, credentials, warm-up. Try again later.</summary>
    NotExecuted,

    /// <summary>It may have: time-out, connection lost, a reply that can't be read. Never read as "did not happen".</summary>
    Unknown,

    /// <summary>The node understood and said no, with <see cref="NodeException.Code"/>.</summary>
    Refused,
}

/// <summary>A call to the bitcoin node failed.</summary>
public sealed class NodeException(NodeFailure failure, string message, int? code = null, Exception? inner = null) : Exception(message, inner)
{
    public NodeFailure Failure { get; } = failure;

    /// <summary>The JSON-RPC error code (Bitcoin Core's <c>rpc/protocol.h</c>), where the node gave one.</summary>
    public int? Code { get; } = code;
}
