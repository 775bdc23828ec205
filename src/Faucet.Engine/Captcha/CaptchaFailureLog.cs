using System.Buffers.Binary;
using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha;

/// <summary>Which clients failed the captcha lately. In memory and bounded: junk causes no write to the database.</summary>
/// <remarks>
/// Two generations: when the younger is full, the older is dropped. So what is forgotten is what was not written for longest. A restart
/// forgets all, and each replica counts alone; the limit slows guessing down, it guards no money.
/// </remarks>
public sealed class CaptchaFailureLog(int generation = CaptchaFailureLog.DefaultGeneration)
{
    /// <summary>Two of these: 100,000 clients, a few megabytes.</summary>
    private const int DefaultGeneration = 50_000;

    private readonly Lock gate = new();
    private Dictionary<UInt128, DateTimeOffset> younger = [];
    private Dictionary<UInt128, DateTimeOffset> older = [];

    internal int Count
    {
        get
        {
            lock (gate)
            {
                return younger.Count + older.Count;
            }
        }
    }

    /// <param name="client">The key of a client's bucket, 16 bytes.</param>
    public void Record(ReadOnlySpan<byte> client, DateTimeOffset now)
    {
        var key = KeyOf(client);
        lock (gate)
        {
            var emptyAt = FailureLimit.Add(EmptyAt(key), now);
            if (younger.Count >= generation && !younger.ContainsKey(key))
            {
                (older, younger) = (younger, []);
            }

            younger[key] = emptyAt;
        }
    }

    /// <returns>0 to 100 % of the failures that are borne.</returns>
    public int PercentOfLimit(ReadOnlySpan<byte> client, DateTimeOffset now) => FailureLimit.PercentOf(Find(client), now);

    /// <returns>Until when the client has to wait, or null.</returns>
    public DateTimeOffset? BlockedUntil(ReadOnlySpan<byte> client, DateTimeOffset now) => FailureLimit.BlockedUntil(Find(client), now);

    private DateTimeOffset Find(ReadOnlySpan<byte> client)
    {
        var key = KeyOf(client);
        lock (gate)
        {
            return EmptyAt(key);
        }
    }

    private DateTimeOffset EmptyAt(UInt128 key) => younger.TryGetValue(key, out var at) ? at : older.GetValueOrDefault(key);

    private static UInt128 KeyOf(ReadOnlySpan<byte> client) => client.Length == 16
        ? BinaryPrimitives.ReadUInt128BigEndian(client)
        : throw new ArgumentException("A client's key has 16 bytes.", nameof(client));
}
