using System.Collections.Concurrent;
using System.Globalization;
using Faucet.Core.Payouts;
using Faucet.Engine.Claims;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>A hundred workers on one queue, none of which believes in another's lease: keys and guarded updates alone keep each withdrawal in one batch.</summary>
public sealed class ParallelWorkerTests(ITestOutputHelper output)
{
    private const int Workers = 100;
    private const int Withdrawals = 60;
    private const int PerBatch = 4;
    private const int Rounds = 2;

    /// <summary>So far apart that each clock takes every other's lease for one that ran out, or that a wrong clock wrote.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task A_hundred_workers_that_all_believe_to_be_alone_pay_everybody_once(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.Faucet.SetAsync("claim.daily-budget-sat", "1000000000");
        await world.Faucet.SetAsync("claim.hourly-budget-sat", "1000000000");
        await world.Faucet.SetAsync("payout.batch-count", "1");
        await world.Faucet.SetAsync("payout.batch-maximum", PerBatch.ToString(CultureInfo.InvariantCulture));
        for (var number = 1; number <= Withdrawals; number++)
        {
            // Each from a network of its own: for neighbours the drip shrinks.
            Assert.IsType<ClaimOutcome.Accepted>(await world.Faucet.ClaimAsync(number, number * 256));
        }

        var workers = new List<PayoutWorld>();
        try
        {
            for (var number = 1; number <= Workers; number++)
            {
                workers.Add(await world.JoinAsync(TimeSpan.FromHours(1) + (number * Apart)));
            }

            await WorkAsync(workers);
        }
        finally
        {
            foreach (var worker in workers)
            {
                await worker.DisposeAsync();
            }
        }

        await world.HealAsync();

        await using var db = world.Faucet.Database.Open();
        var takeovers = await db.WorkerLeases.Select(l => l.Epoch).SingleAsync();
        Assert.True(takeovers >= Workers, $"The lease changed hands {takeovers} times only: some never worked.");
        Assert.Equal(Withdrawals, await db.Withdrawals.CountAsync(w => db.BatchItems.Count(i => i.WithdrawalId == w.Id) == 1));
        Assert.All(await db.PayoutBatches.ToListAsync(), batch => Assert.Equal(BatchState.Final, batch.State));
        await world.AssertAllPaidOnceAsync(Withdrawals);
    }

    /// <summary>Each on a thread of its own: SQLite's calls block.</summary>
    private async Task WorkAsync(List<PayoutWorld> workers)
    {
        using var start = new Barrier(workers.Count);
        var failed = new ConcurrentBag<Exception>();
        var late = 0;
        await Task.WhenAll(workers.Select((worker, position) => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait();
                for (var round = 0; round < Rounds; round++)
                {
                    try
                    {
                        await worker.CycleAsync();
                    }
                    catch (Exception exception) when (worker.Faucet.Database.Dialect.IsUnavailable(exception))
                    {
                        // "Not now": the worker says so and begins another round.
                        Interlocked.Increment(ref late);
                    }
                    catch (Exception exception)
                    {
                        failed.Add(exception);
                    }

                    if (position % 10 == 0)
                    {
                        worker.Chain.MineBlock();
                    }
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        output.WriteLine($"{workers.Count} workers, {Rounds} rounds each: {late} ended at a locked database.");
        Assert.Empty(failed);
    }
}
