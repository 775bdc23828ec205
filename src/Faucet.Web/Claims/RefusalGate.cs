using System.Buffers.Binary;
using System.Net;

namespace Faucet.Web.Claims;

/// <summary>Whose posts are refused all the time is turned away before anything of the next one is read. It guards processor time, not money.</summary>
/// <remarks>
/// For each host (IPv4 whole, IPv6 /64) a bucket that leaks: refused posts fill it, and so do those that are turned away, so that a flood stays outside for as long as it
/// lasts. The buckets are those of a count-min sketch (Cormode and Muthukrishnan, 2005): an attacker with many addresses costs no memory. A host is turned away when
/// its buckets in all rows are full, so that hardly anybody shares that fate by chance: 1 in 2,000 while 10,000 hosts flood. The hash is seeded anew by
/// each process, so that nobody can choose whose buckets to fill.
/// </remarks>
internal sealed class RefusalGate(TimeProvider time)
{
    /// <summary>More than anybody posts by hand.</summary>
    public const int Most = 10;

    /// <summary>How far beyond that a flood can fill a bucket: ten seconds after its end the host is heard again.</summary>
    private const int Beyond = 9;

    /// <summary>Forgiven per second: one post.</summary>
    private const int Scale = 1_000;

    private const int Rows = 4;
    private const int Slots = 1 << 16;

    /// <summary>The longest that anybody who keeps away is turned away.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(Beyond + 1);

    // Each bucket as the moment at which it will be empty, in milliseconds since this object was made.
    private readonly long[] emptyAt = new long[Rows * Slots];
    private readonly long began = time.GetTimestamp();

    private long Now => (long)time.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>Asks before a post is read, and counts it if not.</summary>
    /// <returns>How long the host is turned away; null when it is not.</returns>
    public TimeSpan? ClosedFor(IPAddress client)
    {
        var (hash, now) = (HashOf(client), Now);
        var open = long.MaxValue;
        for (var row = 0; row < Rows; row++)
        {
            open = Math.Min(open, Volatile.Read(ref emptyAt[SlotOf(hash, row)]) - ((Most - 1) * Scale));
        }

        if (open <= now)
        {
            return null;
        }

        Fill(hash, now);
        return TimeSpan.FromMilliseconds(open - now);
    }

    public void CountRefused(IPAddress client) => Fill(HashOf(client), Now);

    private void Fill(ulong hash, long now)
    {
        for (var row = 0; row < Rows; row++)
        {
            // Two at the same moment may count as one: it is a flood that is counted, not money.
            ref var bucket = ref emptyAt[SlotOf(hash, row)];
            Volatile.Write(ref bucket, Math.Min(Math.Max(Volatile.Read(ref bucket), now) + Scale, now + ((Most + Beyond) * Scale)));
        }
    }

    /// <summary>Sixteen bits of the hash for each row.</summary>
    private static int SlotOf(ulong hash, int row) => (row * Slots) + (int)((hash >> (16 * row)) & (Slots - 1));

    private static ulong HashOf(IPAddress client)
    {
        Span<byte> bytes = stackalloc byte[16];
        client.TryWriteBytes(bytes, out var length);
        if (client.IsIPv4MappedToIPv6)
        {
            bytes[12..].CopyTo(bytes);
            length = 4;
        }

        var host = length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return unchecked(((ulong)(uint)HashCode.Combine(host, length) << 32) | (uint)HashCode.Combine(length, host));
    }
}
