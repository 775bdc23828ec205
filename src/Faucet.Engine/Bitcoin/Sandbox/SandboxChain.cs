using System.Security.Cryptography;
using System.Text;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <param name="Spent">What the inputs took, in their order, so that a reorganisation can give it back; null for coins from outside.</param>
internal sealed record SandboxBlock(string Hash, IReadOnlyList<(RawTransaction Transaction, TransactionOutput?[] Spent)> Transactions);

/// <summary>Blocks, unspent outputs and the mempool, without a wallet. Follows orders; <see cref="SandboxPolicy"/> says what may enter.</summary>
internal sealed class SandboxChain
{
    private readonly List<SandboxBlock> blocks = [new(SandboxNode.GenesisHash, [])];
    private readonly Dictionary<OutPoint, TransactionOutput> unspent = [];
    private readonly Dictionary<OutPoint, TxId> spentBy = [];
    private readonly Dictionary<TxId, int> heights = [];
    private readonly List<RawTransaction> mempool = [];
    private readonly Dictionary<TxId, RawTransaction> mempoolById = [];
    private readonly Dictionary<OutPoint, TxId> mempoolSpends = [];
    private int blocksEverMined;

    public int Height => blocks.Count - 1;

    public SandboxBlock Tip => blocks[^1];

    /// <summary>In the order of arrival, which puts parents before children.</summary>
    public IReadOnlyList<RawTransaction> Mempool => mempool;

    public SandboxBlock? BlockAt(int height) => height >= 0 && height < blocks.Count ? blocks[height] : null;

    public int? HeightOf(string blockHash) => blocks.FindLastIndex(block => block.Hash == blockHash) is >= 0 and var height ? height : null;

    public int? HeightOf(TxId txId) => heights.TryGetValue(txId, out var height) ? height : null;

    public bool IsInMempool(TxId txId) => mempoolById.ContainsKey(txId);

    /// <summary>Unspent in the blocks; the mempool is not asked.</summary>
    public TransactionOutput? Find(OutPoint outPoint) => unspent.GetValueOrDefault(outPoint);

    /// <summary>Unspent in the blocks, or made by the mempool.</summary>
    public TransactionOutput? FindOrPending(OutPoint outPoint) =>
        Find(outPoint)
        ?? (mempoolById.TryGetValue(outPoint.TxId, out var parent) ? parent.Outputs.ElementAtOrDefault(outPoint.Vout) : null);

    public RawTransaction? PendingSpender(OutPoint outPoint) =>
        mempoolSpends.TryGetValue(outPoint, out var txId) ? mempoolById[txId] : null;

    /// <summary>Blocks that bury it; negative when a mined transaction took one of its inputs; 0 otherwise.</summary>
    public int ConfirmationsOf(RawTransaction transaction)
    {
        if (HeightOf(transaction.TxId) is { } height)
        {
            return Height - height + 1;
        }

        var rivals = transaction.Inputs
            .Where(input => spentBy.ContainsKey(input.OutPoint))
            .Select(input => Height - heights[spentBy[input.OutPoint]] + 1);
        return -rivals.DefaultIfEmpty(0).Max();
    }

    /// <summary>The transactions of the mempool that can't stay once <paramref name="transaction"/> enters: rivals, and what descends from them.</summary>
    public IReadOnlyList<RawTransaction> RivalsOf(RawTransaction transaction) =>
        WithDescendants(transaction.Inputs.Select(input => PendingSpender(input.OutPoint)).OfType<RawTransaction>().ToHashSet());

    /// <summary>A transaction of the mempool and what descends from it there.</summary>
    public IReadOnlyList<RawTransaction> WithDescendants(TxId txId) => WithDescendants([mempoolById[txId]]);

    /// <summary>Takes transactions out of the mempool, with what descends from them; the wallets that sent them may send them again.</summary>
    public void Evict(IReadOnlyList<TxId> txIds)
    {
        foreach (var gone in WithDescendants(txIds.Where(mempoolById.ContainsKey).Select(txId => mempoolById[txId]).ToHashSet()))
        {
            Forget(gone);
        }
    }

    /// <summary>Puts it into the mempool and evicts its rivals.</summary>
    public void Admit(RawTransaction transaction)
    {
        foreach (var rival in RivalsOf(transaction))
        {
            Forget(rival);
        }

        mempool.Add(transaction);
        mempoolById.Add(transaction.TxId, transaction);
        foreach (var input in transaction.Inputs)
        {
            mempoolSpends.Add(input.OutPoint, transaction.TxId);
        }
    }

    /// <summary>Mines the whole mempool, or, as a miner who knows another one, just these.</summary>
    /// <param name="chosen">Each can be spent from the chain as it is, or from one before it. What they rule out leaves the mempool.</param>
    public SandboxBlock Mine(IReadOnlyList<RawTransaction>? chosen = null)
    {
        var mined = (chosen ?? mempool).ToList();
        foreach (var gone in mined.SelectMany(transaction => mempoolById.TryGetValue(transaction.TxId, out var pending) ? [pending] : RivalsOf(transaction)).ToHashSet())
        {
            Forget(gone);
        }

        blocksEverMined++;
        var content = $"{Tip.Hash} {blocksEverMined} {string.Join(' ', mined.Select(transaction => transaction.TxId))}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(content)));
        blocks.Add(new SandboxBlock(hash, [.. mined.Select(transaction => (transaction, Connect(transaction, blocks.Count)))]));
        return Tip;
    }

    /// <summary>Takes the last blocks back; their transactions return to the mempool. The next blocks have other hashes.</summary>
    public void Unwind(int depth)
    {
        var pending = mempool.ToList();
        pending.ForEach(Forget);
        for (var i = 0; i < depth && Height > 0; i++)
        {
            var block = Tip;
            blocks.RemoveAt(Height);
            foreach (var (transaction, spent) in block.Transactions.Reverse())
            {
                Disconnect(transaction, spent);
                pending.Insert(0, transaction);
            }
        }

        pending.ForEach(Admit);
    }

    private IReadOnlyList<RawTransaction> WithDescendants(HashSet<RawTransaction> family)
    {
        foreach (var pending in mempool)
        {
            if (pending.Inputs.Any(input => mempoolById.TryGetValue(input.OutPoint.TxId, out var parent) && family.Contains(parent)))
            {
                family.Add(pending);
            }
        }

        return [.. family];
    }

    private TransactionOutput?[] Connect(RawTransaction transaction, int height)
    {
        heights.Add(transaction.TxId, height);
        var spent = new TransactionOutput?[transaction.Inputs.Count];
        for (var i = 0; i < spent.Length; i++)
        {
            unspent.Remove(transaction.Inputs[i].OutPoint, out spent[i]);
            spentBy.Add(transaction.Inputs[i].OutPoint, transaction.TxId);
        }

        for (var i = 0; i < transaction.Outputs.Count; i++)
        {
            unspent.Add(new OutPoint(transaction.TxId, i), transaction.Outputs[i]);
        }

        return spent;
    }

    private void Disconnect(RawTransaction transaction, TransactionOutput?[] spent)
    {
        heights.Remove(transaction.TxId);
        for (var i = 0; i < transaction.Outputs.Count; i++)
        {
            unspent.Remove(new OutPoint(transaction.TxId, i));
        }

        for (var i = 0; i < spent.Length; i++)
        {
            spentBy.Remove(transaction.Inputs[i].OutPoint);
            if (spent[i] is { } output)
            {
                unspent.Add(transaction.Inputs[i].OutPoint, output);
            }
        }
    }

    private void Forget(RawTransaction transaction)
    {
        mempool.Remove(transaction);
        mempoolById.Remove(transaction.TxId);
        foreach (var input in transaction.Inputs)
        {
            mempoolSpends.Remove(input.OutPoint);
        }
    }
}
