using System.Buffers.Binary;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;

namespace Faucet.Web.Claims;

/// <summary>Posts that are refused, and pages that say why, get their turn one after the other, so that junk leaves the processors to visitors who claim.</summary>
/// <remarks>
/// A credited claim needs no page; a refused one costs several times as much, and a flood is made of those. Whoever floods waits for his own refusals, and
/// sends the next post later. Whoever was refused lately waits before the next post is judged, and the others not before it was refused.
/// Clients are remembered in a count-min sketch (Cormode and Muthukrishnan, 2005) by their keyed hash: an attacker with many addresses costs no memory,
/// and can't choose whom to be taken for. While 10,000 of them flood, one in 2,000 others is, and waits for a turn, too.
/// </remarks>
internal sealed class RefusalTurns(TimeProvider time)
{
    /// <summary>How long a refusal is remembered.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromSeconds(10);

    /// <summary>Half of the processors.</summary>
    internal static readonly int AtOnce = Math.Max(1, Environment.ProcessorCount / 2);

    private const int Rows = 4;
    private const int Slots = 1 << 16;

    private readonly Turns turns = new(AtOnce);

    // When it is forgotten, in milliseconds since this object was made.
    private readonly long[] forgottenAt = new long[Rows * Slots];
    private readonly long began = time.GetTimestamp();

    private long Now => (long)time.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>Judges a post and answers it, each when it is its turn.</summary>
    /// <param name="client">The key of the client's bucket.</param>
    public async Task AnswerAsync(byte[] client, Func<Task<ClaimOutcome>> judge, Func<ClaimOutcome, Task> answer, CancellationToken cancellationToken)
    {
        var waits = WasRefusedLately(client);
        using var turn = waits ? await turns.WaitAsync(cancellationToken) : null;
        var outcome = await judge();
        var isRefused = outcome is not ClaimOutcome.Accepted { IsRepeat: false };
        if (isRefused)
        {
            Remember(client);
        }

        using var laterTurn = isRefused && !waits ? await turns.WaitAsync(cancellationToken) : null;
        await answer(outcome);
    }

    /// <summary>For a page that says what went wrong with a request of any other kind.</summary>
    /// <returns>Dispose of it when the page is drawn.</returns>
    public ValueTask<IDisposable?> WaitAsync(CancellationToken cancellationToken) => turns.WaitAsync(cancellationToken);

    /// <param name="client">The key of the client's bucket.</param>
    internal bool WasRefusedLately(ReadOnlySpan<byte> client)
    {
        var (key, now) = (KeyOf(client), Now);
        for (var row = 0; row < Rows; row++)
        {
            if (Volatile.Read(ref forgottenAt[SlotOf(key, row)]) <= now)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Remembers that a post was not credited: refused, or a repeated one.</summary>
    internal void Remember(ReadOnlySpan<byte> client)
    {
        var (key, until) = (KeyOf(client), Now + (long)Lately.TotalMilliseconds);
        for (var row = 0; row < Rows; row++)
        {
            Volatile.Write(ref forgottenAt[SlotOf(key, row)], until);
        }
    }

    /// <summary>Sixteen bits of the key for each row.</summary>
    private static int SlotOf(ulong key, int row) => (row * Slots) + (int)((key >> (16 * row)) & (Slots - 1));

    // Its end: its beginning is the epoch, which all clients share.
    private static ulong KeyOf(ReadOnlySpan<byte> client) => BinaryPrimitives.ReadUInt64BigEndian(client[^8..]);
}
