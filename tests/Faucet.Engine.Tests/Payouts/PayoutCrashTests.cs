using System.Security.Cryptography;
using Faucet.Core.Payouts;
using Faucet.Engine.Data;
using Faucet.Engine.Payouts;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>The worker dies wherever it talks to the node or keeps something in the database, before and after, and starts again: everybody is paid once.</summary>
public sealed class PayoutCrashTests(ITestOutputHelper output)
{
    private const int Rounds = 6;
    private const int Visitors = 2;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Pays_once_whatever_call_to_the_node_it_dies_at(DatabaseProvider provider)
    {
        var (calls, _) = await CountAsync(provider);
        Assert.True(calls > 25, $"Only {calls} calls: the enumeration misses the protocol.");
        for (var call = 1; call <= calls; call++)
        {
            foreach (var point in Enum.GetValues<FaultPoint>())
            {
                await PaysOnceAsync(provider, world => world.Node.Fault = (call, point), recovery: null);
            }
        }
    }

    /// <summary>And again inside of the recovery, at a call or a commit by the dice.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Pays_once_whatever_commit_it_dies_at_and_dies_again_while_it_recovers(DatabaseProvider provider)
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var dice = new Random(seed);
        var (calls, commits) = await CountAsync(provider);
        output.WriteLine($"seed {seed}, {calls} calls, {commits} commits");
        Assert.True(commits > 25, $"Only {commits} commits: the enumeration misses the protocol.");
        for (var commit = 1; commit <= commits; commit++)
        {
            foreach (var point in Enum.GetValues<FaultPoint>())
            {
                var again = (dice.Next(1, 40), (FaultPoint)dice.Next(2));
                var atNode = dice.Next(2) == 0;
                await PaysOnceAsync(
                    provider,
                    world => world.Commits.Fault = (commit, point),
                    world =>
                    {
                        (world.Node.Calls, world.Commits.Commits) = (0, 0);
                        world.Node.Fault = atNode ? again : null;
                        world.Commits.Fault = atNode ? null : again;
                    });
            }
        }
    }

    /// <summary>Before a call to the node is the same as after the last call or commit.</summary>
    [Fact]
    public async Task Pays_once_wherever_it_dies_while_a_batch_is_taken_back_and_paid_anew()
    {
        int calls, commits;
        await using (var world = await CreateAsync(DatabaseProvider.Sqlite))
        {
            Assert.True(await TakeBackAsync(world));
            (calls, commits) = (world.Node.Calls, world.Commits.Commits);
            await world.HealAsync();
            await world.AssertAllPaidOnceAsync(Visitors);
            await using var db = world.Faucet.Database.Open();
            Assert.Equal([0, 0, 1], await db.PayoutTransactions.OrderBy(t => t.Sequence).Select(t => t.Sequence).ToListAsync());
        }

        output.WriteLine($"{calls} calls, {commits} commits");
        Assert.True(calls > 30 && commits > 12, $"Only {calls} calls and {commits} commits: the enumeration misses something.");
        for (var call = 1; call <= calls; call++)
        {
            await DiesAsync(world => world.Node.Fault = (call, FaultPoint.After));
        }

        for (var commit = 1; commit <= commits; commit++)
        {
            await DiesAsync(world => world.Commits.Fault = (commit, FaultPoint.Before));
            await DiesAsync(world => world.Commits.Fault = (commit, FaultPoint.After));
        }

        static async Task DiesAsync(Action<PayoutWorld> fault)
        {
            await using var world = await CreateAsync(DatabaseProvider.Sqlite);
            Assert.False(await TakeBackAsync(world, fault), "It never died.");
            await world.HealAsync();
            await world.AssertAllPaidOnceAsync(Visitors);
            await using var db = world.Faucet.Database.Open();
            Assert.All(await db.PayoutBatches.Select(b => b.State).ToListAsync(), state => Assert.True(state is BatchState.Final or BatchState.Abandoned));
        }
    }

    /// <returns>False: it died.</returns>
    private static async Task<bool> TakeBackAsync(PayoutWorld world, Action<PayoutWorld>? fault = null)
    {
        await world.CycleAsync();
        (world.Node.Calls, world.Commits.Commits) = (0, 0);
        fault?.Invoke(world);
        try
        {
            Assert.IsType<CancelOutcome.Recorded>(await world.Faucet.Get<PayoutOrders>().CancelAsync(1, TestContext.Current.CancellationToken));
            await world.CycleAsync();
            world.Chain.MineBlock();
            world.Faucet.Time.Advance(TimeSpan.FromMinutes(2));
            await world.CycleAsync();
            return true;
        }
        catch (Exception exception) when (exception is CrashException or DbUpdateException { InnerException: CrashException })
        {
            return false;
        }
    }

    private static async Task<(int Calls, int Commits)> CountAsync(DatabaseProvider provider)
    {
        await using var world = await CreateAsync(provider);
        Assert.Equal(0, await RunAsync(world, recovery: null));
        return (world.Node.Calls, world.Commits.Commits);
    }

    private static async Task PaysOnceAsync(DatabaseProvider provider, Action<PayoutWorld> fault, Action<PayoutWorld>? recovery)
    {
        await using var world = await CreateAsync(provider);
        fault(world);

        var deaths = await RunAsync(world, recovery);
        await world.HealAsync();

        Assert.True(deaths > 0, "It never died.");
        await world.AssertAllPaidOnceAsync(Visitors);
    }

    private static async Task<PayoutWorld> CreateAsync(DatabaseProvider provider)
    {
        var world = await PayoutWorld.CreateAsync(provider);
        for (var visitor = 1; visitor <= Visitors; visitor++)
        {
            await world.FillWalletAsync(visitor);
        }

        (world.Node.Calls, world.Commits.Commits) = (0, 0);
        return world;
    }

    /// <returns>How often it died.</returns>
    private static async Task<int> RunAsync(PayoutWorld world, Action<PayoutWorld>? recovery)
    {
        var deaths = 0;
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                await world.CycleAsync();
                world.Chain.MineBlock();
            }
            catch (Exception exception) when (exception is CrashException or DbUpdateException { InnerException: CrashException })
            {
                // Dead. The next round is the restarted process, before any block: it knows only the database and the node.
                if (++deaths == 1)
                {
                    recovery?.Invoke(world);
                }
            }
        }

        return deaths;
    }
}
