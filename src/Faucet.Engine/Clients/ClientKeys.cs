using System.Buffers.Binary;
using System.Net;
using System.Text;
using Faucet.Core.Clients;
using Faucet.Engine.Data;

namespace Faucet.Engine.Clients;

/// <summary>There is no secret for this moment yet: it is made within seconds.</summary>
public sealed class ClientKeysMissingException(int epoch) : Exception($"There is no secret yet to hash clients with in epoch {epoch}.");

/// <summary>Turns a client into the keys of its buckets, with secrets that change every epoch.</summary>
/// <remarks>Hashed with a secret, so that the stored keys can't be turned back into addresses by trying them all.</remarks>
public sealed class ClientKeys
{
    public const int KeyLength = 16;
    public const int MaximumDeviceLength = 64;

    private const int EpochLength = 2;
    private const int FamilyLength = 8;
    private const int SourceLength = 2 + (3 * MaximumDeviceLength); // UTF-8 needs three bytes per UTF-16 unit at most.

    private volatile EpochSecret[] secrets = [];

    /// <param name="device">The random id in the visitor's cookie, or null if the visitor brought none.</param>
    /// <exception cref="ClientKeysMissingException">The clock is in an epoch whose secret is not loaded.</exception>
    public IReadOnlyList<BucketKey> KeysOf(IPAddress client, string? device, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(device?.Length ?? 0, MaximumDeviceLength, nameof(device));
        var (current, previous) = SecretsAt(now);
        var prefixes = ClientPrefix.Of(client);
        var keys = new List<BucketKey>(prefixes.Length + 1);
        if (device is not null)
        {
            Span<byte> source = stackalloc byte[SourceLength];
            source[0] = (byte)ClientScope.Device;
            source[1] = 0;
            source = source[..(2 + Encoding.UTF8.GetBytes(device, source[2..]))];
            keys.Add(new BucketKey(ClientScope.Device, KeyOf(source, current), previous is null ? null : KeyOf(source, previous)));
        }

        var currentKeys = KeysOf(prefixes, current);
        var previousKeys = previous is null ? null : KeysOf(prefixes, previous);
        for (var i = 0; i < prefixes.Length; i++)
        {
            keys.Add(new BucketKey(prefixes[i].Scope, currentKeys[i], previousKeys?[i]));
        }

        return keys;
    }

    /// <summary>The key of the client's host alone, for what is remembered in memory.</summary>
    /// <exception cref="ClientKeysMissingException">The clock is in an epoch whose secret is not loaded.</exception>
    public byte[] HostKeyOf(IPAddress client, DateTimeOffset now)
    {
        var (current, _) = SecretsAt(now);
        var prefixes = ClientPrefix.Of(client);
        return KeyOf(Hash(prefixes.First(prefix => prefix.Scope == ClientScope.Host), current), Hash(prefixes[^1], current), current);
    }

    /// <summary>The same, out of all keys of a client.</summary>
    public static byte[] HostKeyIn(IReadOnlyList<BucketKey> keys) => keys.First(key => key.Scope == ClientScope.Host).Key;

    /// <summary>Whether the secrets of this moment and of the epoch after it are loaded, and none that should be forgotten.</summary>
    public bool AreCurrentAt(DateTimeOffset now)
    {
        var epoch = ClientEpoch.NumberAt(now);
        return SecretOf(epoch) is not null && SecretOf(epoch + 1) is not null && secrets.All(secret => secret.Epoch >= epoch - 1);
    }

    /// <summary>Uses these secrets from now on, and no others.</summary>
    internal void Use(IEnumerable<EpochSecret> loaded) => secrets = [.. loaded];

    private EpochSecret? SecretOf(int epoch)
    {
        foreach (var secret in secrets)
        {
            if (secret.Epoch == epoch)
            {
                return secret;
            }
        }

        return null;
    }

    private (EpochSecret Current, EpochSecret? Previous) SecretsAt(DateTimeOffset now)
    {
        var epoch = ClientEpoch.NumberAt(now);
        return (SecretOf(epoch) ?? throw new ClientKeysMissingException(epoch), SecretOf(epoch - 1));
    }

    /// <summary>A key without neighbours.</summary>
    private static byte[] KeyOf(ReadOnlySpan<byte> source, EpochSecret secret)
    {
        var hash = secret.Secret.Hash(source);
        return KeyOf(hash, hash, secret);
    }

    private static byte[][] KeysOf(ClientPrefix[] prefixes, EpochSecret secret)
    {
        var hashes = Array.ConvertAll(prefixes, prefix => Hash(prefix, secret));
        return Array.ConvertAll(hashes, own => KeyOf(own, hashes[^1], secret));
    }

    /// <param name="family">
    /// The hash of the widest prefix around it, which all buckets that one claim uses have in common: they are neighbours in the table, so that it changes one
    /// page and not one for each.
    /// </param>
    private static byte[] KeyOf(ReadOnlySpan<byte> own, ReadOnlySpan<byte> family, EpochSecret secret)
    {
        var key = new byte[KeyLength];
        BinaryPrimitives.WriteUInt16BigEndian(key, secret.Epoch);
        family[..FamilyLength].CopyTo(key.AsSpan(EpochLength));
        own[FamilyLength..(KeyLength - EpochLength)].CopyTo(key.AsSpan(EpochLength + FamilyLength));
        return key;
    }

    private static byte[] Hash(ClientPrefix prefix, EpochSecret secret)
    {
        Span<byte> source = stackalloc byte[SourceLength];
        source[0] = (byte)prefix.Scope;
        source[1] = (byte)prefix.Length;
        return secret.Secret.Hash(source[..(2 + prefix.WriteBytes(source[2..]))]);
    }
}

/// <param name="Secret">Of 32 random bytes.</param>
internal sealed record EpochSecret(ushort Epoch, KeyedHash Secret);
