namespace Faucet.Engine.Claims;

/// <summary>When a client address may claim again.</summary>
public sealed class ClientBucket
{
    /// <summary>A keyed hash (16 bytes) of the address's bucket: the address itself is not stored.</summary>
    public required byte[] Key { get; init; }

    public required DateTimeOffset NextClaimAt { get; init; }
}
