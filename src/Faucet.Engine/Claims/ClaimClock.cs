using Faucet.Core.Claims;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Claims;

/// <summary>Notices that the wall clock was set, and moves all stored waits with it (decision 19).</summary>
/// <remarks>
/// Only a running process can tell a clock that was set from time that went by. What was set back while none ran is found by
/// <see cref="ClaimGate.SeenAt"/>; what was set forward then can't be found.
/// </remarks>
public sealed class ClaimClock(FaucetDatabase database, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan QuickLook = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim one = new(1);
    private volatile Reading last = Look(time);

    /// <summary>Call before <see cref="Read"/>. Costs nothing while nobody sets the clock.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            var now = Look(time);
            if (StepTo(now) is { } step)
            {
                await MoveAsync(step, cancellationToken);
            }

            last = now;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    /// <summary>The time to decide by, to be read under the lock of the gate: the waits that were read there are by this clock.</summary>
    /// <exception cref="GateMovedException">The clock was set since it was last followed, and the waits may not have moved yet.</exception>
    internal DateTimeOffset Read()
    {
        var now = Look(time);
        return StepTo(now) is null ? now.Wall : throw new GateMovedException("clock");
    }

    private ClockStep? StepTo(Reading now)
    {
        var before = last;
        return ClockStep.Between(before.Wall, time.GetElapsedTime(before.Ticks, now.Ticks), now.Wall);
    }

    /// <summary>Both clocks at one moment. On a busy machine there can be a pause between them, which would look like a step.</summary>
    private static Reading Look(TimeProvider time)
    {
        for (var tries = 1; ; tries++)
        {
            var before = time.GetTimestamp();
            var wall = time.GetUtcNow();
            var after = time.GetTimestamp();
            if (tries == 5 || time.GetElapsedTime(before, after) < QuickLook)
            {
                return new Reading(wall, after);
            }
        }
    }

    /// <summary>As <see cref="ClockStep.Moved"/> says, for every wait and meter. The gate's row first: its lock keeps claims out.</summary>
    private async Task MoveAsync(ClockStep step, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        db.Database.SetCommandTimeout(DatabasePatience.AtAShell);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (expected, now, by) = (Of(step.Expected), Of(step.Now), (long)step.By.TotalMilliseconds);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "ClaimGates" SET "HourAt" = "HourAt" + {by}, "DayAt" = "DayAt" + {by}, "SeenAt" = "SeenAt" + {by} WHERE "SeenAt" > 0
            """,
            cancellationToken);

        // Ends that are over need no move, unless the clock was set back before them.
        var from = Math.Min(expected, now);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "Wallets" SET "NextClaimAt" = CASE WHEN "NextClaimAt" > {expected} THEN "NextClaimAt" + {by} ELSE {now} END WHERE "NextClaimAt" > {from}
            """,
            cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE "ClientBuckets" SET
                "NextClaimAt" = CASE WHEN "NextClaimAt" > {expected} THEN "NextClaimAt" + {by} WHEN "NextClaimAt" > {now} THEN {now} ELSE "NextClaimAt" END,
                "NextWalletAt" = CASE WHEN "NextWalletAt" > {expected} THEN "NextWalletAt" + {by} WHEN "NextWalletAt" > {now} THEN {now} ELSE "NextWalletAt" END
            WHERE "NextClaimAt" > {from} OR "NextWalletAt" > {from}
            """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static long Of(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    private sealed record Reading(DateTimeOffset Wall, long Ticks);
}
