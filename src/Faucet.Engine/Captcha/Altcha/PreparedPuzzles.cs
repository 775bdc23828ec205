using System.Threading.Channels;
using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha.Altcha;

/// <summary>Puzzles made beforehand, so that handing out a challenge waits for no key derivation. Each is handed out once.</summary>
/// <remarks>
/// A shelf for each effort. Only what somebody asked for within the last minute is filled up, so that an idle faucet computes nothing; and
/// what lies for a minute is thrown away, so that nonces, which begin with their time, stay in the order in which claims arrive.
/// When a shelf is empty, those who ask get theirs one after the other: a key derivation is the dearest thing that a stranger can ask for, and
/// whoever asks for many leaves the other processors to visitors who claim.
/// </remarks>
public sealed class PreparedPuzzles
{
    /// <summary>On each of the five shelves: a burst that one core takes about a tenth of a second to make.</summary>
    internal const int Capacity = 128;

    private const int Low = Capacity / 2;

    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);

    private readonly AltchaSetup setup;
    private readonly TimeProvider time;
    private readonly Shelf[] shelves = [.. Enumerable.Range(0, Difficulty.HighestEffort + 1).Select(_ => new Shelf())];
    private readonly Turns turns = new(atOnce: 1);
    private readonly Channel<bool> low = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public PreparedPuzzles(AltchaSetup setup, TimeProvider time) => (this.setup, this.time) = (setup, time);

    /// <summary>Fills the shelves that are in use whenever one runs low, until cancelled.</summary>
    public async Task FillAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in low.Reader.ReadAllAsync(stoppingToken))
        {
            await FillOnceAsync(stoppingToken);
        }
    }

    /// <summary>A prepared puzzle, or, when none is left, one made while the caller waits.</summary>
    internal async Task<AltchaPuzzle> TakeAsync(int effort, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Find(effort, now) is { } found)
        {
            return found;
        }

        using var turn = await turns.WaitAsync(cancellationToken);
        return AltchaPuzzle.Draw(setup, effort, now);
    }

    private AltchaPuzzle? Find(int effort, DateTimeOffset now)
    {
        var shelf = shelves[effort];
        shelf.AskedAt = now;
        AltchaPuzzle? found = null;
        while (found is null && shelf.Puzzles.Reader.TryRead(out var puzzle))
        {
            found = IsFresh(puzzle.MadeAt, now) ? puzzle : null;
        }

        if (shelf.Puzzles.Reader.Count < Low)
        {
            low.Writer.TryWrite(true);
        }

        return found;
    }

    internal int CountOf(int effort) => shelves[effort].Puzzles.Reader.Count;

    /// <summary>One for each shelf in turn: a shelf under attack does not keep the others empty.</summary>
    internal async Task FillOnceAsync(CancellationToken cancellationToken)
    {
        for (var isAnyLow = true; isAnyLow;)
        {
            isAnyLow = false;
            for (var effort = 0; effort < shelves.Length; effort++)
            {
                var now = time.GetUtcNow();
                var shelf = shelves[effort];
                if (IsFresh(shelf.AskedAt, now) && shelf.Puzzles.Reader.Count < Capacity)
                {
                    shelf.Puzzles.Writer.TryWrite(AltchaPuzzle.Draw(setup, effort, now));
                    isAnyLow = true;
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    // Of the future is not fresh either: the clock was set back, and nonces would be out of order.
    private static bool IsFresh(DateTimeOffset at, DateTimeOffset now) => now - at >= TimeSpan.Zero && now - at <= Keep;

    private sealed class Shelf
    {
        private long askedAt;

        public Channel<AltchaPuzzle> Puzzles { get; } = Channel.CreateBounded<AltchaPuzzle>(Capacity);

        public DateTimeOffset AskedAt
        {
            get => DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref askedAt));
            set => Volatile.Write(ref askedAt, value.ToUnixTimeMilliseconds());
        }
    }
}
