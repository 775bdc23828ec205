using System.Threading.Channels;
using Faucet.Engine.Data;
using Faucet.Engine.Settings;

namespace Faucet.Engine.Claims;

/// <summary>Decides and credits claims that arrive together in one transaction, and answers each after the commit.</summary>
/// <remarks>A flush to disk costs the same for one claim as for hundreds; and SQLite wants one writer, else waits grow to seconds.</remarks>
public sealed class ClaimWriter(FaucetDatabase database, SettingsStore settingsStore, ClaimClock clock, TimeProvider time)
{
    private const int MaximumGroup = 256;
    private const int Attempts = 3;

    /// <summary>What a visitor waits. A database that hangs is waited for longer, and more than once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(DatabasePatience.Seconds);

    // Full means that the database is minutes behind: better an honest "busy" than a queue that nobody waits for.
    private readonly Channel<PendingClaim> queue = Channel.CreateBounded<PendingClaim>(
        new BoundedChannelOptions(4096) { SingleReader = true });

    /// <summary>Claims that wait now, of at most 4,096.</summary>
    public int Waiting => queue.Reader.Count;

    /// <exception cref="ClaimsBusyException">The queue is full.</exception>
    /// <exception cref="TimeoutException">The database takes too long.</exception>
    internal async Task<CreditResult> CreditAsync(PendingClaim claim, CancellationToken cancellationToken)
    {
        if (!queue.Writer.TryWrite(claim))
        {
            throw new ClaimsBusyException();
        }

        // Whoever stops waiting does not stop the claim: posting the same form again finds its outcome.
        return await claim.Done.WaitAsync(Patience, time, cancellationToken);
    }

    /// <summary>Credits until cancelled, then what still waits.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var stop = stoppingToken.Register(() => queue.Writer.TryComplete());
        await using var session = new ClaimSession(database, settingsStore, clock);
        var answered = Task.FromResult(true);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var group = new List<PendingClaim>(MaximumGroup);
            while (group.Count < MaximumGroup && queue.Reader.TryRead(out var claim))
            {
                group.Add(claim);
            }

            // One group waits for its flush while the next is credited, and is answered before that one.
            var results = await CreditGroupAsync(session, group, answered);
            var wasDurable = await answered;
            answered = AnswerAsync(group, results);
            session.AfterAnswers();
            if (!wasDurable)
            {
                await answered;
                await session.CloseAsync();
            }
        }

        await answered;
    }

    /// <returns>False if what was committed may not be durable. It never throws.</returns>
    private static async Task<bool> AnswerAsync(List<PendingClaim> group, GroupResults? credited)
    {
        if (credited is null)
        {
            return true;
        }

        try
        {
            await credited.FlushAsync();
        }
        catch (Exception exception)
        {
            group.ForEach(claim => claim.Fail(exception));
            return false;
        }

        for (var i = 0; i < group.Count; i++)
        {
            group[i].Answer(credited.Results[i]);
        }

        return true;
    }

    /// <param name="before">Ends when the group before this one needs the session no longer.</param>
    /// <returns>Null if the group failed, and was told so.</returns>
    private async Task<GroupResults?> CreditGroupAsync(ClaimSession session, List<PendingClaim> group, Task before)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await clock.FollowAsync(CancellationToken.None);
                return await session.CreditAsync(group);
            }
            catch (Exception exception) when (attempt < Attempts && IsWorthRetrying(exception))
            {
                // Nothing of the group was written: another process took a key or a lock first, or the connection was lost.
                await before;
                await session.CloseAsync();
            }
            catch (Exception exception)
            {
                await before;
                await session.CloseAsync();
                group.ForEach(claim => claim.Fail(exception));
                return null;
            }
        }
    }

    private bool IsWorthRetrying(Exception exception) =>
        exception is GateMovedException || database.Dialect.IsUniqueViolation(exception) || database.Dialect.IsUnavailable(exception);
}

/// <summary>More claims wait than can be served soon.</summary>
public sealed class ClaimsBusyException() : Exception("Too many claims are waiting.");

/// <summary>Somebody who did not hold the gate's lock changed what a group rests on.</summary>
internal sealed class GateMovedException(string gate) : Exception($"The {gate} moved while a group was credited.");
