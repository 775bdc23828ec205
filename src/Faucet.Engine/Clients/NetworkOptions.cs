using Faucet.Core.Clients;

namespace Faucet.Engine.Clients;

/// <summary>The operator's files about networks.</summary>
/// <param name="AsnDatabase">The path of a MaxMind-format database of autonomous systems, or null.</param>
public sealed record NetworkOptions(IReadOnlyList<NetworkListOptions> Lists, string? AsnDatabase)
{
    public const int MaximumLists = 32;

    public static NetworkOptions None { get; } = new([], null);
}

/// <param name="Kind">What the networks in it are.</param>
public sealed record NetworkListOptions(string Path, NetworkKinds Kind);

/// <summary>A file about networks can't be used. The message names the file, the line where there is one, and the mend.</summary>
public sealed class NetworkFileException(string message, Exception? inner = null) : Exception(message, inner);
