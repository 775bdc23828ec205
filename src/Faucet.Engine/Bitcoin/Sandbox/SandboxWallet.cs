using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>The sandbox's HotWallet: its keys, and what it knows of transactions that pay it or spend from it.</summary>
internal sealed class SandboxWallet(SandboxChain chain, SandboxKeys keys)
{
    private readonly Dictionary<ScriptPubKey, SandboxKey> byScript = [];
    private readonly Dictionary<TxId, RawTransaction> known = [];
    private readonly HashSet<TxId> loose = [];
    private readonly Dictionary<OutPoint, TransactionOutput> received = [];
    private readonly HashSet<OutPoint> unspent = [];
    private readonly HashSet<OutPoint> locks = [];
    private int nextDeposit;
    private int nextChange;

    public string Fingerprint => keys.Fingerprint;

    public IReadOnlyCollection<OutPoint> Locks => locks;

    /// <summary>How many keys of each kind the journal says are reserved.</summary>
    public int Reserved { get; private set; }

    /// <summary>Whether the next key of either kind is beyond what is reserved.</summary>
    public bool NeedsKeys => Math.Max(nextDeposit, nextChange) >= Reserved;

    /// <summary>Known transactions that no block holds and none has made impossible.</summary>
    public IEnumerable<RawTransaction> Unconfirmed => loose.Select(txId => known[txId]).Where(transaction => chain.ConfirmationsOf(transaction) == 0);

    /// <summary>Confirmed coins that no transaction known to the wallet spends.</summary>
    public IEnumerable<Utxo> Coins
    {
        get
        {
            var spent = Unconfirmed.SelectMany(transaction => transaction.Inputs).Select(input => input.OutPoint).ToHashSet();
            return unspent.Where(coin => !spent.Contains(coin)).Select(coin => new Utxo(coin, received[coin].ScriptPubKey, received[coin].Amount));
        }
    }

    /// <summary>What transactions in the mempool give the wallet and nothing spends yet.</summary>
    public IEnumerable<(OutPoint OutPoint, TransactionOutput Output)> PendingCoins => chain.Mempool
        .Where(transaction => known.ContainsKey(transaction.TxId))
        .SelectMany(OwnOutputs)
        .Where(own => chain.PendingSpender(own.OutPoint) is null);

    /// <summary>What of it the wallet's own transactions give back.</summary>
    public IEnumerable<OutPoint> PendingChange => PendingCoins.Select(own => own.OutPoint).Where(coin => Spends(known[coin.TxId]));

    public SandboxKey? KeyOf(ScriptPubKey script) => byScript.GetValueOrDefault(script);

    public RawTransaction? Find(TxId txId) => known.GetValueOrDefault(txId);

    /// <summary>A coin of the wallet that is in the chain, whether or not something in the mempool spends it.</summary>
    /// <exception cref="NodeException">Refused: there is none.</exception>
    public Utxo FindOwn(OutPoint outPoint) => received.TryGetValue(outPoint, out var output) && chain.Find(outPoint) is not null
        ? new Utxo(outPoint, output.ScriptPubKey, output.Amount)
        : throw new NodeException(NodeFailure.Refused, "Not found pre-selected input", -4);

    public bool Spends(RawTransaction transaction) => transaction.Inputs.Any(input => received.ContainsKey(input.OutPoint));

    /// <summary>The wallet's coins that it spends, or would spend.</summary>
    public IEnumerable<Utxo> SpentBy(RawTransaction transaction) => transaction.Inputs.Where(input => received.ContainsKey(input.OutPoint))
        .Select(input => new Utxo(input.OutPoint, received[input.OutPoint].ScriptPubKey, received[input.OutPoint].Amount));

    public IEnumerable<(OutPoint OutPoint, TransactionOutput Output)> OwnOutputs(RawTransaction transaction) =>
        transaction.Outputs
            .Select((output, vout) => (OutPoint: new OutPoint(transaction.TxId, vout), Output: output))
            .Where(own => byScript.ContainsKey(own.Output.ScriptPubKey));

    public void Reserve(int count)
    {
        for (; Reserved < count; Reserved++)
        {
            foreach (var key in new[] { keys.At(isChange: false, Reserved), keys.At(isChange: true, Reserved) })
            {
                byScript.Add(key.Script, key);
            }
        }
    }

    /// <summary>After a restart: what is reserved may have been handed out.</summary>
    public void SkipReserved() => (nextDeposit, nextChange) = (Reserved, Reserved);

    public SandboxKey NextDepositKey() => keys.At(isChange: false, nextDeposit++);

    public SandboxKey PeekChangeKey() => keys.At(isChange: true, nextChange);

    public void UseChangeKey() => nextChange++;

    /// <summary>Remembers a transaction that entered the mempool, if it is ours.</summary>
    public void Observe(RawTransaction transaction)
    {
        foreach (var (outPoint, output) in OwnOutputs(transaction))
        {
            received[outPoint] = output;
            known[transaction.TxId] = transaction;
        }

        if (Spends(transaction))
        {
            known[transaction.TxId] = transaction;
        }

        if (known.ContainsKey(transaction.TxId))
        {
            loose.Add(transaction.TxId);
        }
    }

    public void Connect(SandboxBlock block)
    {
        foreach (var (transaction, _) in block.Transactions)
        {
            loose.Remove(transaction.TxId);
            locks.ExceptWith(transaction.Inputs.Select(input => input.OutPoint));
            unspent.ExceptWith(transaction.Inputs.Select(input => input.OutPoint));
            unspent.UnionWith(OwnOutputs(transaction).Select(own => own.OutPoint));
        }

        // What the block made impossible stays known, but spends nothing.
        loose.RemoveWhere(txId => chain.ConfirmationsOf(known[txId]) < 0);
    }

    /// <summary>After a reorganisation everything is looked at anew; what was impossible may be possible again.</summary>
    public void Rescan()
    {
        unspent.Clear();
        unspent.UnionWith(received.Keys.Where(coin => chain.Find(coin) is not null));
        loose.Clear();
        loose.UnionWith(known.Values.Where(transaction => chain.ConfirmationsOf(transaction) == 0).Select(transaction => transaction.TxId));
    }

    public bool IsLocked(OutPoint outPoint) => locks.Contains(outPoint);

    /// <summary>Only coins that are there, in the blocks or in the mempool: unknown and spent ones are left as they are.</summary>
    public void Lock(OutPoint outPoint)
    {
        if (received.ContainsKey(outPoint)
            && chain.FindOrPending(outPoint) is not null
            && !Unconfirmed.Any(transaction => transaction.Inputs.Any(input => input.OutPoint == outPoint)))
        {
            locks.Add(outPoint);
        }
    }

    public void UnlockAll() => locks.Clear();

    public void Unlock(OutPoint outPoint) => locks.Remove(outPoint);

    /// <exception cref="NodeException">Refused: an input is not ours, unknown or spent.</exception>
    public RawTransaction Sign(RawTransaction transaction) =>
        new(
            transaction.Version,
            [.. transaction.Inputs.Select((input, index) => input with { Witness = WitnessFor(transaction, index) })],
            transaction.Outputs,
            transaction.LockTime);

    public bool IsSigned(RawTransaction transaction, int index, TransactionOutput coin) =>
        KeyOf(coin.ScriptPubKey) is { } key
        && transaction.Inputs[index].ScriptSigHex.Length == 0
        && transaction.Inputs[index].Witness.SequenceEqual(SandboxKeys.Sign(key, transaction, index, coin));

    private IReadOnlyList<string> WitnessFor(RawTransaction transaction, int index)
    {
        var coin = chain.FindOrPending(transaction.Inputs[index].OutPoint);
        return coin is not null && KeyOf(coin.ScriptPubKey) is { } key
            ? SandboxKeys.Sign(key, transaction, index, coin)
            : throw new NodeException(NodeFailure.Refused, "The wallet can't sign every input: Input not found or already spent");
    }
}
