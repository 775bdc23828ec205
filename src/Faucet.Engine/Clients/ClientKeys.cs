using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Faucet.Core.Clients;

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
    private const int SourceLength = 2 + (3 * MaximumDeviceLength); // UTF-8 needs three bytes per UTF-16 unit at most.

    private volatile EpochSecret[] secrets = [];

    /// <param name="device">The random id in the visitor's cookie, or null if the visitor brought none.</param>
    /// <exception cref="ClientKeysMissingException">The clock is in an epoch whose secret is not loaded.</exception>
    public IReadOnlyList<BucketKey> KeysOf(IPAddress client, string? device, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(device?.Length ?? 0, MaximumDeviceLength, nameof(device));
        var epoch = ClientEpoch.NumberAt(now);
        var current = SecretOf(epoch) ?? throw new ClientKeysMissingException(epoch);
        var previous = SecretOf(epoch - 1);
        var prefixes = ClientPrefix.Of(client);
        var keys = new List<BucketKey>(prefixes.Length + 1);
        Span<byte> source = stackalloc byte[SourceLength];
        if (device is not null)
        {
            source[0] = (byte)ClientScope.Device;
            source[1] = 0;
            var length = Encoding.UTF8.GetBytes(device, source[2..]);
            keys.Add(KeyOf(ClientScope.Device, source[..(2 + length)], current, previous));
        }

        foreach (var prefix in prefixes)
        {
            source[0] = (byte)prefix.Scope;
            source[1] = (byte)prefix.Length;
            var length = prefix.WriteBytes(source[2..]);
            keys.Add(KeyOf(prefix.Scope, source[..(2 + length)], current, previous));
        }

        return keys;
    }

    /// <summary>The key of the client's host alone, for what is remembered in memory.</summary>
    /// <exception cref="ClientKeysMissingException">The clock is in an epoch whose secret is not loaded.</exception>
    public byte[] HostKeyOf(IPAddress client, DateTimeOffset now) => KeysOf(client, device: null, now).First(key => key.Scope == ClientScope.Host).Key;

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

    private static BucketKey KeyOf(ClientScope scope, ReadOnlySpan<byte> source, EpochSecret current, EpochSecret? previous) =>
        new(scope, Hash(source, current), previous is null ? null : Hash(source, previous));

    private static byte[] Hash(ReadOnlySpan<byte> source, EpochSecret secret)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret.Secret, source, hash);
        var key = new byte[KeyLength];
        BinaryPrimitives.WriteUInt16BigEndian(key, secret.Epoch);
        hash[..(KeyLength - EpochLength)].CopyTo(key.AsSpan(EpochLength));
        return key;
    }
}

/// <param name="Secret">32 random bytes.</param>
internal sealed record EpochSecret(ushort Epoch, byte[] Secret);
