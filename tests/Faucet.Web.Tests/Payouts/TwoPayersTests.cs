using Faucet.Engine.Data;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Faucet.Engine.Tests.Data;
using Faucet.Web.Tests.Chaos;

namespace Faucet.Web.Tests.Payouts;

/// <summary>Two faucets pay from one PostgreSQL with one node: each withdrawal is paid once, whichever of them dies or falls behind.</summary>
public sealed class TwoPayersTests(RegtestNode node) : IClassFixture<RegtestNode>
{
    private const int Drip = 5_000;

    /// <summary>Below the time that a faucet waits for its node; two of them are longer than its lease.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);

    /// <remarks>Killed when its transaction is sent and it does not know yet.</remarks>
    [Fact]
    public async Task The_other_finishes_what_one_was_killed_at()
    {
        await RunAsync(firstPayee: 0, async (faucets, proxies, payees) =>
        {
            FaucetProcess? killed = null;
            var hasOtherPaid = false;
            for (var i = 0; i < faucets.Length; i++)
            {
                var faucet = faucets[i];
                proxies[i].OnCall = (method, side) =>
                {
                    if ((method, side) != ("sendrawtransaction", CallSide.Done))
                    {
                        return true;
                    }

                    if (Interlocked.CompareExchange(ref killed, faucet, null) is not null)
                    {
                        return hasOtherPaid = true;
                    }

                    faucet.Kill();
                    return false;
                };
            }

            await payees.ClaimAsync(6, Urls(faucets));
            await Eventually.HoldsAsync("one is killed", () => Task.FromResult(killed is { HasExited: true }));
            var other = faucets.Single(faucet => faucet != killed);
            await payees.ClaimAsync(3, other.Url);

            // No block before: it would tell the other what became of the transaction.
            await Eventually.HoldsAsync("the other pays", () => Task.FromResult(Volatile.Read(ref hasOtherPaid)));
            await Eventually.HoldsAsync("the other's payouts and those of the killed one are final", async () =>
            {
                await node.MineAsync(1);
                return await RegtestFaucet.FinalAsync(other) > 0 && await RegtestFaucet.OpenAsync(other) == 0;
            });
            await killed!.StartAsync();
        });
    }

    /// <remarks>It believes to hold the lease still, and has a transaction of the batch that the other pays meanwhile.</remarks>
    [Fact]
    public async Task One_that_comes_back_after_its_lease_ran_out_pays_nobody_again()
    {
        await RunAsync(firstPayee: 1_000, async (faucets, proxies, payees) =>
        {
            RpcProxy? slow = null;
            var taken = new TaskCompletionSource();
            foreach (var proxy in proxies)
            {
                proxy.DelayAsync = async (method, side) =>
                {
                    if ((method, side) == ("fundrawtransaction", CallSide.Done))
                    {
                        Interlocked.CompareExchange(ref slow, proxy, null);
                    }

                    if (slow == proxy && !taken.Task.IsCompleted && (method == "fundrawtransaction" || side == CallSide.Asked))
                    {
                        await Task.WhenAny(taken.Task, Task.Delay(Slow));
                    }
                    else if (slow is not null && (method, side) == ("sendrawtransaction", CallSide.Done))
                    {
                        taken.TrySetResult();
                    }
                };
            }

            await payees.ClaimAsync(6, Urls(faucets));
            await Eventually.HoldsAsync("the other has taken over and paid", () => Task.FromResult(taken.Task.IsCompleted));
        });
    }

    private async Task RunAsync(int firstPayee, Func<FaucetProcess[], RpcProxy[], Payees, Task> breakAsync)
    {
        node.SkipUnlessAvailable();
        var (options, drop) = await PostgresServer.CreateDatabaseAsync();
        (string, string)[] shared =
            [("Database__Provider", nameof(DatabaseProvider.Postgres)), ("ConnectionStrings__Faucet", options.ConnectionString), .. RegtestFaucet.QuickCaptcha];
        await using (var firstProxy = await RpcProxy.StartAsync(node.RpcUrl))
        await using (var secondProxy = await RpcProxy.StartAsync(node.RpcUrl))
        await using (var first = await FaucetProcess.OnRegtestAsync(node, firstProxy.Url, shared))
        await using (var second = await FaucetProcess.OnRegtestAsync(
            node, secondProxy.Url, [.. shared, ("Bitcoin__Rpc__Wallet", first["Bitcoin__Rpc__Wallet"])]))
        using (var payees = new Payees(firstPayee))
        {
            await Crowd.PrepareAsync(first);
            await RegtestFaucet.PayAtOneDripAsync(first, Drip);
            await first.StartAsync();
            await second.StartAsync();
            await RegtestFaucet.RefillAsync(first, node);

            await breakAsync([first, second], [firstProxy, secondProxy], payees);

            await payees.ClaimAsync(6, Urls([first, second]));
            await payees.AskAgainAsync();
            await RegtestFaucet.MineUntilPaidAsync(first, node, payees.Count);
            await payees.AssertEachHasOnceAsync(node, Drip);
            await first.AssertLedgerVerifiesAsync();
        }

        await drop();
    }

    private static Uri[] Urls(FaucetProcess[] faucets) => [.. faucets.Select(faucet => faucet.Url)];
}
