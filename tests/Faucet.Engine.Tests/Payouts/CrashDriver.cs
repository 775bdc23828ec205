using System.Security.Cryptography;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Runs a scenario once undisturbed, which counts its calls to the node and its commits, and then in one faucet for each of them that dies there.</summary>
/// <remarks>
/// A call or a commit that is not done, or whose reply is lost: the process lives on, with all that it remembers, as the worker does after an error. One
/// after which it dies: another one starts, which knows only the database and the node. At that very moment the ledger laws hold.
/// </remarks>
internal sealed class CrashDriver
{
    /// <summary>Longer than the dead process's lease.</summary>
    private static readonly TimeSpan Downtime = TimeSpan.FromMinutes(2);

    private readonly CrashScenario scenario;
    private readonly DatabaseProvider provider;
    private readonly ITestOutputHelper output;
    private readonly int seed = RandomNumberGenerator.GetInt32(int.MaxValue / 2);

    private CrashDriver(CrashScenario scenario, DatabaseProvider provider, ITestOutputHelper output) =>
        (this.scenario, this.provider, this.output) = (scenario, provider, output);

    /// <summary>Those of the undisturbed run.</summary>
    private int Calls { get; set; }

    private int Commits { get; set; }

    private static async Task<CrashDriver> CreateAsync(CrashScenario scenario, DatabaseProvider provider, ITestOutputHelper output)
    {
        var driver = new CrashDriver(scenario, provider, output);
        await using var world = await scenario.Begin(provider);
        (world.Node.Calls, world.Commits.Commits) = (0, 0);
        await scenario.Act(world);
        (driver.Calls, driver.Commits) = (world.Node.Calls, world.Commits.Commits);
        output.WriteLine($"seed {driver.seed}, {driver.Calls} calls, {driver.Commits} commits");
        await world.HealAsync(scenario.Blocks);
        await scenario.Check(world);
        await scenario.CheckUndisturbed(world);
        return driver;
    }

    /// <summary>At every call and every commit, and again while it recovers.</summary>
    public static async Task DieEverywhereAsync(CrashScenario scenario, DatabaseProvider provider, ITestOutputHelper output, int leastCalls, int leastCommits)
    {
        var driver = await CreateAsync(scenario, provider, output);
        Assert.True(
            driver.Calls >= leastCalls && driver.Commits >= leastCommits, $"Only {driver.Calls} calls and {driver.Commits} commits: the enumeration misses something.");
        await driver.DieAtEachAsync(isAtNode: true, driver.Calls);
        await driver.DieAtEachAsync(isAtNode: false, driver.Commits);
    }

    /// <summary>And again while it recovers, at a call or a commit by the dice.</summary>
    private Task DieAtEachAsync(bool isAtNode, int count) => Parallel.ForEachAsync(
        from number in Enumerable.Range(1, count) from point in Enum.GetValues<FaultPoint>() select new CrashPoint(isAtNode, number, point),
        new ParallelOptions { MaxDegreeOfParallelism = 2 },
        async (first, _) =>
        {
            var dice = new Random(seed + (4 * first.Number) + (int)first.Point + (isAtNode ? 1000 : 0));
            var second = new CrashPoint(dice.Next(2) == 0, dice.Next(1, 40), (FaultPoint)dice.Next(3));
            try
            {
                await DieAsync(first, second);
            }
            catch
            {
                output.WriteLine($"Died {first}, then {second}.");
                throw;
            }
        });

    private async Task DieAsync(CrashPoint first, CrashPoint second)
    {
        var processes = new Stack<PayoutWorld>([await scenario.Begin(provider)]);
        try
        {
            Assert.True(await DiesAsync(processes, first, scenario.Act), "It never died.");
            await DiesAsync(processes, second, RecoverAsync);
            await scenario.GoOn(processes.Peek());
            await processes.Peek().HealAsync(scenario.Blocks);
            await scenario.Check(processes.Peek());
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    private async Task RecoverAsync(PayoutWorld world)
    {
        await scenario.GoOn(world);
        for (var round = 0; round < scenario.Blocks; round++)
        {
            await world.RoundAsync();
            world.Chain.MineBlock();
        }
    }

    /// <param name="processes">The one that lives is on top.</param>
    /// <returns>False: it came to the end before that point.</returns>
    private static async Task<bool> DiesAsync(Stack<PayoutWorld> processes, CrashPoint point, Func<PayoutWorld, Task> act)
    {
        var world = processes.Peek();
        point.Arm(world);
        try
        {
            await act(world);
        }
        catch (Exception exception) when (exception is CrashException or NodeException { Failure: NodeFailure.Unknown } or DbUpdateException { InnerException: CrashException })
        {
        }

        (world.Node.Fault, world.Commits.Fault) = (null, null);
        if (!point.IsReached(world))
        {
            return false;
        }

        if (point.Point == FaultPoint.After)
        {
            processes.Push(await world.JoinAsync(Downtime));
        }

        await processes.Peek().Faucet.AssertLedgerHoldsAsync();
        return true;
    }
}
