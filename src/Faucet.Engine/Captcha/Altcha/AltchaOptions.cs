namespace Faucet.Engine.Captcha.Altcha;

/// <summary>How much work a challenge is, and how long its solution is good.</summary>
/// <remarks>
/// A browser tries counters from 0 up to the secret one, each at <see cref="Cost"/> hash iterations: by default 2 million iterations on
/// average. Measured with altcha-lib on one core of a server: 0.6 s on average, 1.4 s at most. The cores of a cheap phone are estimated
/// to be four to eight times slower, and the widget uses four of them: 0.6 to 1.3 s on average, 3 s at most.
/// <para>A bot reads this file and starts at <see cref="MinCounter"/>. Raising it makes the work more even for visitors, who pay for it,
/// and not dearer for bots, who don't; hence 0.</para>
/// <para>The server spends <see cref="Cost"/> once per challenge. Browsers spend 0.1 to 0.2 ms more per try, whatever the cost, which
/// native solvers save: hence some thousand iterations, rather than few at more counters.</para>
/// </remarks>
public sealed record AltchaOptions
{
    /// <summary>No solution is older than this when it is used: used nonces must be remembered longer.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(1);

    /// <summary>
    /// The most that a raised effort may ask for, in iterations: some 20 seconds of a cheap phone in the worst case (1.7 million a second
    /// on four cores, see above). Options that ask for more are the operator's wish, and are not raised any further.
    /// </summary>
    private const int MostRaisedIterations = 32_000_000;

    /// <summary>PBKDF2 iterations per counter.</summary>
    public int Cost { get; init; } = 2_000;

    /// <summary>The lowest secret counter, inclusive.</summary>
    public int MinCounter { get; init; }

    /// <summary>The highest secret counter, inclusive.</summary>
    public int MaxCounter { get; init; } = 2_000;

    /// <summary>From the creation of a challenge to the last second in which its solution is taken. Whole seconds.</summary>
    /// <remarks>
    /// Ten minutes: time to fetch an address from a wallet, while the widget solves again at expiry anyway. Longer would let
    /// farms keep more solutions in store.
    /// </remarks>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The first thing wrong with these options, as the administrator reads it, or null when they can be used.</summary>
    public string? FindFault() => this switch
    {
        { Cost: < 100 or > 20_000 } => "The captcha's cost is 100 to 20,000 iterations: the server itself spends it on every challenge.",
        { MinCounter: < 0 } => "The captcha's lowest counter is 0 or more.",
        { MaxCounter: > 100_000 } => "The captcha's highest counter is at most 100,000.",
        // Few counters are quickly guessed, wherever they start.
        _ when (long)MaxCounter - MinCounter < 10 => "The captcha's highest counter is at least 10 above the lowest.",
        // A slow phone does less than a million iterations a second, and the widget gives up after 90 seconds.
        _ when (long)Cost * MaxCounter > 50_000_000 => "The captcha's cost times its highest counter is at most 50 million.",
        _ when Lifetime < TimeSpan.FromMinutes(1) || Lifetime > MaximumLifetime => "A captcha lives for 1 to 60 minutes.",
        _ when Lifetime.Ticks % TimeSpan.TicksPerSecond != 0 => "A captcha lives for whole seconds.",
        _ => null,
    };

    /// <summary>The highest secret counter of an effort: doubled with each step, as far as a cheap phone can bear it.</summary>
    internal int HighestCounterAt(int effort) => (int)Math.Max(MaxCounter, Math.Min((long)MaxCounter << effort, MostRaisedIterations / Cost));

    internal bool IsInRange(long counter, int effort) => counter >= MinCounter && counter <= HighestCounterAt(effort);
}
