namespace Faucet.Engine.Bitcoin.Core;

/// <summary>Where the node listens and which of its wallets is the HotWallet.</summary>
/// <param name="Url">The RPC port without a path, such as <c>http://127.0.0.1:8332</c>.</param>
/// <param name="Wallet">The wallet's name on the node.</param>
public sealed record CoreNodeOptions(Uri Url, string Wallet)
{
    /// <summary>With <see cref="Password"/>, from the node's <c>rpcauth</c>. Without both, the cookie file is read.</summary>
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The <c>.cookie</c> that the node writes anew at each start.</summary>
    public string? CookieFile { get; init; }

    /// <summary>How long one call may take before its outcome counts as unknown.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The credentials stay out of logs.</summary>
    public override string ToString() => $"{Url} wallet {Wallet}";
}
