using System.Security.Cryptography;
using Faucet.Engine.Data;
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
