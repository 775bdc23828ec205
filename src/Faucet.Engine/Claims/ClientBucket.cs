namespace Faucet.Engine.Claims;

/// <summary>What is remembered of one bucket of clients: two limits, each as the arrival that <see cref="Core.Claims.RateLimit"/> keeps.</summary>
public sealed class ClientBucket
{
    /// <summary>A keyed hash (16 bytes) of the bucket: the address itself is not stored.</summary>
    public required byte[] Key { get; init; }

    /// <summary>Of the limit on claims.</summary>
    public required DateTimeOffset NextClaimAt { get; init; }

    /// <summary>Of the limit on new wallets.</summary>
    public required DateTimeOffset NextWalletAt { get; init; }
}
