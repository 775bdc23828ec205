using System.Diagnostics.CodeAnalysis;

namespace Faucet.Engine.Captcha;

/// <summary>Dear work that anybody can ask for is done one after the other, in the order in which it was asked for, so that whoever asks for much of it waits, and others find a free processor.</summary>
/// <remarks>
/// Nobody is turned away: whoever has waited for two seconds goes on without a turn. So a turn may hold anything up, even a database that is frozen,
/// and guards nothing.
/// </remarks>
/// <param name="atOnce">How many have their turn at the same time.</param>
/// <param name="patience">In place of those two seconds.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim holds nothing to dispose of until its wait handle is asked for.")]
public sealed class Turns(int atOnce, TimeSpan? patience = null)
{
    // Longer than a thousand connections take, which each ask for something that takes a millisecond or two.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim free = new(atOnce);

    /// <returns>Dispose of it when the work is done.</returns>
    public async ValueTask<IDisposable?> WaitAsync(CancellationToken cancellationToken) =>
        await free.WaitAsync(patience ?? Patience, cancellationToken) ? new Turn(free) : null;

    private sealed class Turn(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
