using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests.Payouts;

/// <summary>Keeps a node's blocks as its peers would: a killed node has forgotten all since it last wrote its chain to disk, and gets them back.</summary>
internal sealed class BlockArchive(RegtestNode node)
{
    /// <summary>From the first above the genesis block.</summary>
    private readonly List<(string Hash, string Hex)> blocks = [];

    public async Task MineAsync(int count)
    {
        await node.MineAsync(count);
        await KeepAsync();
    }

    /// <summary>Makes the node write its chain to disk, which it does by itself once an hour only.</summary>
    public Task FlushAsync() => node.RpcAsync("gettxoutsetinfo", new { hash_type = "none" });

    /// <summary>Keeps what was mined since.</summary>
    public async Task KeepAsync()
    {
        var height = (await node.RpcAsync("getblockcount")).GetInt32();
        await ForgetOthersAsync(height);
        while (blocks.Count < height)
        {
            var hash = await HashAsync(blocks.Count + 1);
            blocks.Add((hash, (await node.RpcAsync("getblock", new { blockhash = hash, verbosity = 0 })).GetString()!));
        }
    }

    /// <param name="without">So many of the newest that it forgot nobody else has heard of: the next blocks are others.</param>
    /// <returns>How many it had forgotten.</returns>
    public async Task<int> GiveBackAsync(int without)
    {
        var height = (await node.RpcAsync("getblockcount")).GetInt32();
        var forgotten = blocks.Count - height;
        blocks.RemoveRange(blocks.Count - Math.Min(without, forgotten), Math.Min(without, forgotten));
        foreach (var (_, hex) in blocks.Skip(height))
        {
            await node.RpcAsync("submitblock", new { hexdata = hex });
        }

        Assert.True(blocks.Count <= (await node.RpcAsync("getblockcount")).GetInt32(), "The node does not take its blocks back.");
        return forgotten;
    }

    private async Task ForgetOthersAsync(int height)
    {
        while (blocks.Count > height || (blocks.Count > 0 && blocks[^1].Hash != await HashAsync(blocks.Count)))
        {
            blocks.RemoveAt(blocks.Count - 1);
        }
    }

    private async Task<string> HashAsync(int height) => (await node.RpcAsync("getblockhash", new { height })).GetString()!;
}
