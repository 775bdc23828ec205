using System.Security.Cryptography;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Runs a scenario once undisturbed, which counts its calls to the node and its commits, and then in one faucet for each of them that dies there.</summary>
/// <remarks>
/// Before: the call or the commit fails and the process lives on, with all that it remembers, as the worker does after an error. After: it was done, the
/// reply is lost and the process with it; another one starts, which knows only the database and the node. At that very moment the ledger laws hold.
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
    public int Calls { get; private set; }

    public int Commits { get; private set; }

    /// <summary>Those of the calls that change something at the node.</summary>
    private IReadOnlyCollection<int> Changes { get; set; } = [];

    public static async Task<CrashDriver> CreateAsync(CrashScenario scenario, DatabaseProvider provider, ITestOutputHelper output)
    {
        var driver = new CrashDriver(scenario, provider, output);
        await using var world = await scenario.Begin(provider);
        (world.Node.Calls, world.Commits.Commits) = (0, 0);
        world.Node.Changes.Clear();
        await scenario.Act(world);
        (driver.Calls, driver.Commits, driver.Changes) = (world.Node.Calls, world.Commits.Commits, [.. world.Node.Changes]);
        output.WriteLine($"seed {driver.seed}, {driver.Calls} calls, {driver.Changes.Count} of them change something, {driver.Commits} commits");
        await world.HealAsync(scenario.Blocks);
        await scenario.Check(world);
        await scenario.CheckUndisturbed(world);
        return driver;
    }

    /// <summary>At every commit and every call; on PostgreSQL, whose worlds take twice as long, at those of the calls that change something.</summary>
    public static async Task DieEverywhereAsync(CrashScenario scenario, DatabaseProvider provider, ITestOutputHelper output, int leastCalls, int leastCommits)
    {
        var driver = await CreateAsync(scenario, provider, output);
        Assert.True(
            driver.Calls >= leastCalls && driver.Commits >= leastCommits, $"Only {driver.Calls} calls and {driver.Commits} commits: the enumeration misses something.");
        await (provider == DatabaseProvider.Sqlite ? driver.DieAtEveryCallAsync() : driver.DieAtEveryChangeAsync());
        await driver.DieAtEveryCommitAsync();
    }

    public Task DieAtEveryCallAsync() => DieAsync(isAtNode: true, Enumerable.Range(1, Calls), again: false);

    /// <summary>The others read: a process that dies at one of them leaves what one leaves that dies after the last change or commit.</summary>
    private Task DieAtEveryChangeAsync() => DieAsync(isAtNode: true, Changes, again: false);

    /// <summary>And again while it recovers, at a call or a commit by the dice.</summary>
    public Task DieAtEveryCommitAsync() => DieAsync(isAtNode: false, Enumerable.Range(1, Commits), again: true);

    private Task DieAsync(bool isAtNode, IEnumerable<int> numbers, bool again) => Parallel.ForEachAsync(
        from number in numbers from point in Enum.GetValues<FaultPoint>() select new CrashPoint(isAtNode, number, point),
        new ParallelOptions { MaxDegreeOfParallelism = 2 },
        async (first, _) =>
        {
            var dice = new Random(seed + first.Number);
            CrashPoint? second = again ? new CrashPoint(dice.Next(2) == 0, dice.Next(1, 40), (FaultPoint)dice.Next(2)) : null;
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

    private async Task DieAsync(CrashPoint first, CrashPoint? second)
    {
        var processes = new Stack<PayoutWorld>([await scenario.Begin(provider)]);
        try
        {
            Assert.True(await DiesAsync(processes, first, scenario.Act), "It never died.");
            if (second is { } again)
            {
                await DiesAsync(processes, again, RecoverAsync);
            }

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
            return false;
        }
        catch (Exception exception) when (exception is CrashException or DbUpdateException { InnerException: CrashException })
        {
            if (point.Point == FaultPoint.After)
            {
                processes.Push(await world.JoinAsync(Downtime));
            }

            await processes.Peek().Faucet.AssertLedgerHoldsAsync();
            return true;
        }
        finally
        {
            (world.Node.Fault, world.Commits.Fault) = (null, null);
        }
    }
}
