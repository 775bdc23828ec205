using Faucet.Core.Amounts;
using Faucet.Core.Payouts;
using Faucet.Engine.Payouts;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Xunit;

namespace Faucet.Engine.Tests.Payouts.OnRegtest;

/// <summary>A node that keeps few blocks and no index of transactions, as on a small server: a node of its own.</summary>
public sealed class RegtestPrunedTests
{
    [Fact]
    public async Task A_node_that_has_thrown_old_blocks_away_pays_raises_fees_survives_reorganisations_and_holds_what_the_ledger_says()
    {
        // Small files of blocks, so that some hundred blocks are enough to throw one away.
        await using var node = new RegtestNode(Directory.CreateTempSubdirectory("faucet-pruned-").FullName, "-prune=550", "-fastprune");
        await node.InitializeAsync();
        await using var world = await RegtestWorld.CreateAsync(node, Money.FromBitcoin(0.01m), Money.FromBitcoin(0.01m));
        await world.SendAsync(1);
        await world.SettleAsync();
        await world.AssertAllPaidOnceAsync();
        var old = Assert.Single(await world.AttemptsAsync());

        await node.MineAsync(500);
        await node.RpcAsync("pruneblockchain", new { height = (await node.RpcAsync("getblockcount")).GetInt32() - 288 });
        var gone = await Assert.ThrowsAsync<RegtestException>(() => node.RpcAsync("getblock", new { blockhash = old.BlockHash }));
        Assert.Contains("pruned", gone.Message, StringComparison.Ordinal);

        await world.SendAsync(2, 3);
        world.Node.Estimate = FeeRate.FromSatoshisPerVByte(5);
        await world.WaitAsync(TimeSpan.FromMinutes(61));
        await node.MineAsync(1);
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        await world.UndoBlockAsync();
        await world.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal([BatchState.Final, BatchState.Broadcast], (await world.BatchesAsync()).Select(batch => batch.State));
        await world.SettleAsync();

        var attempts = await world.AttemptsAsync();
        Assert.Equal([TransactionState.Final, TransactionState.Superseded, TransactionState.Final], attempts.Select(attempt => attempt.State));
        Assert.Equal(2, await CountOutputsAsync(node, attempts[^1]));
        Assert.Empty(await world.HoldReasonAsync());
        Assert.Empty(await world.LocksAsync());
        await world.AssertHoldsAsync();
    }

    /// <summary>How many unspent ones of a drip it has: the blocks that would say more are gone.</summary>
    private static async Task<int> CountOutputsAsync(RegtestNode node, PayoutTransaction transaction)
    {
        var found = 0;
        for (var n = 0; n < 3; n++)
        {
            var output = await node.RpcAsync("gettxout", new { txid = transaction.TxId.ToString(), n });
            found += Money.FromBitcoin(output.GetProperty("value").GetDecimal()).Satoshis == RegtestWorld.Drip ? 1 : 0;
        }

        return found;
    }
}
