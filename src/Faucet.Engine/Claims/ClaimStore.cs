using System.Data.Common;

namespace Faucet.Engine.Claims;

/// <summary>
/// The statements that credit a group of claims, in the way that suits one database best. One store keeps one connection and what is prepared on it.
/// </summary>
/// <remarks>
/// Plain SQL: EF Core's change tracker costs three times as much per claim. Nothing is decided here. What the group's decisions rest on is read
/// after <see cref="ReadAsync"/> took the lock of the gate's row, which no other group has until the transaction ends.
/// </remarks>
internal abstract class ClaimStore : IAsyncDisposable
{
    /// <summary>To be called once, before the first transaction: what it sets would be undone with it.</summary>
    public virtual Task BeginAsync() => Task.CompletedTask;

    /// <summary>Takes the lock, then reads.</summary>
    public abstract Task<GroupRows> ReadAsync(DbTransaction transaction, GroupKeys keys);

    /// <summary>Opens ledger accounts for new wallets.</summary>
    public abstract Task<IReadOnlyList<long>> OpenAccountsAsync(DbTransaction transaction, int count);

    /// <summary>Writes the group and commits it.</summary>
    /// <returns>The balances of the wallets in <see cref="GroupChanges.Credits"/>. What they rest on may not be durable before <see cref="FlushAsync"/>.</returns>
    /// <exception cref="GateMovedException">One of them was changed by somebody who did not hold the lock: nothing is committed.</exception>
    public abstract Task<IReadOnlyDictionary<long, long>> CommitAsync(DbTransaction transaction, GroupChanges changes);

    /// <summary>Waits until a group that was committed is durable. The next one may be credited meanwhile.</summary>
    /// <param name="claim">The nonce of one of its claims.</param>
    public virtual Task FlushAsync(byte[] claim) => Task.CompletedTask;

    /// <summary>What is to be done when a group is committed, and its visitors have their answers.</summary>
    public virtual void AfterCommit()
    {
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>What is written stands if <paramref name="balances"/> are there for all wallets that are credited.</summary>
    protected static async Task<IReadOnlyDictionary<long, long>> CommitAsync(DbTransaction transaction, GroupChanges changes, IReadOnlyDictionary<long, long> balances)
    {
        if (balances.Count != changes.Credits.Count)
        {
            throw new GateMovedException("wallets");
        }

        await transaction.CommitAsync();
        return balances;
    }
}
