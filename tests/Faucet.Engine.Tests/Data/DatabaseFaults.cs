using System.Data.Common;
using Faucet.Engine.Data.Postgres;
using Faucet.Engine.Data.Sqlite;
using Faucet.Engine.Tests.Payouts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Engine.Tests.Data;

/// <summary>Stands for the process being killed where the database keeps something: at a commit, and at a statement that is its own transaction.</summary>
internal sealed class DatabaseFaults : DbCommandInterceptor, IDbTransactionInterceptor
{
    /// <summary>Commits so far, by which tests enumerate crash points.</summary>
    public int Commits { get; set; }

    /// <summary>Before: nothing of it is kept. Otherwise all of it is, and nobody learns that.</summary>
    public (int Commit, FaultPoint Point)? Fault { get; set; }

    /// <summary>Sees each statement that gives rows, with its parameters, before it runs.</summary>
    public Action<DbCommand>? Reading { get; set; }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Begin(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        End(command);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Reading?.Invoke(command);
        Begin(command);
        return ValueTask.FromResult(result);
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (KeepsSomething(command) && LosesTheReply)
        {
            // As a driver does that has sent its statement: to the end.
            await result.DisposeAsync();
        }

        End(command);
        return result;
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Begin();
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        End();
        return Task.CompletedTask;
    }

    private bool LosesTheReply => Fault is (var commit, not FaultPoint.Before) && commit == Commits;

    private static bool KeepsSomething(DbCommand command) =>
        command.Transaction is null && command.CommandText.TrimStart() is var text
        && !text.StartsWith("SELECT", StringComparison.Ordinal) && !text.StartsWith("PRAGMA", StringComparison.Ordinal);

    private void Begin(DbCommand command)
    {
        if (KeepsSomething(command))
        {
            Begin();
        }
    }

    private void End(DbCommand command)
    {
        if (KeepsSomething(command))
        {
            End();
        }
    }

    private void Begin()
    {
        if (Fault == (++Commits, FaultPoint.Before))
        {
            throw new CrashException(Commits);
        }
    }

    private void End()
    {
        if (LosesTheReply)
        {
            throw new CrashException(Commits);
        }
    }
}

internal static class DatabaseFaultsSetup
{
    public static IServiceCollection AddDatabaseFaults(this IServiceCollection services)
    {
        var faults = new DatabaseFaults();
        return services.AddSingleton(faults)
            .ConfigureDbContext<SqliteFaucetDbContext>(o => o.AddInterceptors(faults), ServiceLifetime.Singleton)
            .ConfigureDbContext<PostgresFaucetDbContext>(o => o.AddInterceptors(faults), ServiceLifetime.Singleton);
    }
}
