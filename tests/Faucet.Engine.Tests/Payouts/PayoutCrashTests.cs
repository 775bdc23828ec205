using Faucet.Engine.Data;
using Xunit;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>The worker dies at every call to the node, before it and after it, and starts again: everybody is paid once.</summary>
public sealed class PayoutCrashTests
{
    private const int Rounds = 6;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.Postgres)]
    public async Task Pays_once_whatever_call_to_the_node_it_dies_at(DatabaseProvider provider)
    {
        var calls = await CountCallsAsync(provider);
        Assert.True(calls > 25, $"Only {calls} calls: the enumeration misses the protocol.");
        for (var call = 1; call <= calls; call++)
        {
            foreach (var point in Enum.GetValues<FaultPoint>())
            {
                await using var world = await PayoutWorld.CreateAsync(provider);
                await world.FillWalletAsync(1);
                await world.FillWalletAsync(2);
                world.Node.Fault = (call, point);

                await RunAsync(world);
                await world.HealAsync();

                await world.AssertAllPaidOnceAsync(2);
            }
        }
    }

    private static async Task<int> CountCallsAsync(DatabaseProvider provider)
    {
        await using var world = await PayoutWorld.CreateAsync(provider);
        await world.FillWalletAsync(1);
        await world.FillWalletAsync(2);
        await RunAsync(world);
        return world.Node.Calls;
    }

    private static async Task RunAsync(PayoutWorld world)
    {
        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                await world.CycleAsync();
                world.Chain.MineBlock();
            }
            catch (CrashException)
            {
                // Dead. The next round is the restarted process, before any block: it knows only the database and the node.
            }
        }
    }
}
