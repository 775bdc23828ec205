using System.Data.Common;
using Faucet.Core.Claims;
using Faucet.Engine.Data;
using Faucet.Engine.Settings;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Claims;

/// <summary>The claim writer's connection, kept open from group to group with what is prepared on it.</summary>
internal sealed class ClaimSession(FaucetDatabase database, SettingsStore settingsStore, ClaimClock clock) : IAsyncDisposable
{
    private FaucetDbContext? db;
    private ClaimStore? store;

    /// <summary>One transaction for a group: each claim passes all rules or changes nothing.</summary>
    /// <returns>One result for each claim, in order, after the commit.</returns>
    public async Task<GroupResults> CreditAsync(IReadOnlyList<PendingClaim> claims)
    {
        var (connection, statements) = await OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var rows = await statements.ReadAsync(transaction, ClaimGroup.KeysOf(claims));

        // The clock is read under the lock, so that groups are in order of their times whoever credits them.
        var group = new ClaimGroup(rows, await SettingsAsync(rows.SettingsVersion), clock.Read());
        foreach (var claim in claims)
        {
            group.Decide(claim);
        }

        if (!group.HasChanges)
        {
            // Refusals alone write nothing, and cost no flush.
            await transaction.RollbackAsync();
            return new GroupResults(group.Results(new Dictionary<long, long>()), () => Task.CompletedTask);
        }

        var accounts = group.NewWallets == 0 ? [] : await statements.OpenAccountsAsync(transaction, group.NewWallets);
        var changes = group.Changes(accounts);
        var results = group.Results(await statements.CommitAsync(transaction, changes));
        return new GroupResults(results, () => changes.Claims is [var claim, ..] ? statements.FlushAsync(claim.Nonce) : Task.CompletedTask);
    }

    /// <summary>To be called when the visitors of a group have their answers.</summary>
    public void AfterAnswers() => store?.AfterCommit();

    /// <summary>Gives the connection up; the next group opens another.</summary>
    public async Task CloseAsync()
    {
        var (oldStore, oldContext) = (store, db);
        (store, db) = (null, null);
        if (oldStore is not null)
        {
            await oldStore.DisposeAsync();
        }

        if (oldContext is not null)
        {
            await oldContext.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<(DbConnection Connection, ClaimStore Store)> OpenAsync()
    {
        if (db is null)
        {
            db = database.Open();
            try
            {
                await db.Database.OpenConnectionAsync();
                store = database.Dialect.OpenClaimStore(db.Database.GetDbConnection());
                await store.BeginAsync();
            }
            catch
            {
                await CloseAsync();
                throw;
            }
        }

        return (db.Database.GetDbConnection(), store!); // Made together with the context.
    }

    /// <summary>Only a change of settings costs a query, on a connection of its own.</summary>
    private async Task<SettingsSnapshot> SettingsAsync(long version)
    {
        if (settingsStore.Known(version) is { } known)
        {
            return known;
        }

        await using var reader = database.Open();
        return await settingsStore.ReadAsync(reader, version, CancellationToken.None);
    }
}

/// <param name="FlushAsync">To be waited for before anybody hears of the results: only then are they durable. The next group may be credited meanwhile.</param>
internal sealed record GroupResults(IReadOnlyList<CreditResult> Results, Func<Task> FlushAsync);
