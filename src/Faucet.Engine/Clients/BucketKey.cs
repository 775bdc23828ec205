using Faucet.Core.Clients;

namespace Faucet.Engine.Clients;

/// <summary>The name under which a client's limits are stored: a keyed hash, from which the client can't be told.</summary>
/// <param name="Key">16 bytes: the epoch (2, big-endian), then a hash of the widest network around it (8) and one of its own (6). What is written now is written under it.</param>
/// <param name="PreviousKey">The same client's key of the epoch before, while its secret is known: a limit stored under it still holds.</param>
public sealed record BucketKey(ClientScope Scope, byte[] Key, byte[]? PreviousKey);
