using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>A play chain in this process, with a wallet of play money: blocks, mempool, fees, coin selection, replacement and reorganisation.</summary>
/// <remarks>Thread-safe. Locks are forgotten at a restart, as a real node forgets them.</remarks>
public sealed partial class SandboxNode : IBitcoinNode, IDisposable
{
    private const int KeyLot = 100;
    private const int InvalidAddressOrKey = -5;
    private const int DeserializationError = -22;
    private const int InvalidParameter = -8;

    private readonly Lock gate = new();
    private readonly SandboxJournal journal;
    private readonly SandboxChain chain = new();
    private readonly SandboxWallet wallet;
    private readonly SandboxPolicy policy;

    /// <summary>Begins a play chain, or goes on with the one in the journal.</summary>
    /// <exception cref="ArgumentException">The faucet is configured for a chain where money is real.</exception>
    /// <exception cref="IOException">Another process has the journal open.</exception>
    /// <exception cref="InvalidDataException">The journal is damaged.</exception>
    public SandboxNode(BitcoinNetwork network, SandboxNodeOptions options)
        : this(network, options, () => options.JournalPath is { } path ? SandboxJournal.Open(path) : SandboxJournal.InMemory())
    {
    }

    private SandboxNode(BitcoinNetwork network, SandboxNodeOptions options, Func<SandboxJournal> open)
    {
        if (network != BitcoinNetwork.Sandbox)
        {
            throw new ArgumentException($"The sandbox can't stand in for {network}.", nameof(network));
        }

        EstimatedFeeRate = options.EstimatedFeeRate;
        journal = open();
        try
        {
            var isNew = journal.Events.Count == 0;
            var began = isNew ? Begin(options) : journal.Events[0] as SandboxEvent.Began;
            var seed = began?.Seed ?? throw new InvalidDataException("The sandbox's journal does not begin with its beginning.");
            wallet = new SandboxWallet(chain, new SandboxKeys(Convert.FromHexString(seed)));
            policy = new SandboxPolicy(chain, wallet.IsSigned);
            Apply(began);
            foreach (var happened in journal.Events.Skip(1))
            {
                Apply(happened);
            }

            // Deep enough to be booked at once: nobody waits for a block before the faucet has something to give.
            for (var block = 0; isNew && block < options.TreasuryDepth; block++)
            {
                Happen(new SandboxEvent.Mined([]));
            }

            wallet.SkipReserved();
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>The block below all play chains.</summary>
    public static string GenesisHash { get; } = Convert.ToHexStringLower(SHA256.HashData("Faucet sandbox"u8));

    /// <summary>What the sandbox answers when it is asked for an estimate.</summary>
    public FeeRate EstimatedFeeRate { get; set; }

    /// <summary>Looks at another process's play chain as it is now: whatever would change it is refused.</summary>
    /// <exception cref="FileNotFoundException">There is no journal.</exception>
    public static SandboxNode OpenReadOnly(BitcoinNetwork network, string journalPath) =>
        new(network, new SandboxNodeOptions(), () => SandboxJournal.OpenReadOnly(journalPath));

    /// <summary>Mines everything in the mempool and returns the block's hash.</summary>
    /// <exception cref="NodeException">The journal can't be written, or was opened to be read; also of the other members.</exception>
    public string MineBlock()
    {
        lock (gate)
        {
            Happen(new SandboxEvent.Mined());
            return chain.Tip.Hash;
        }
    }

    /// <summary>Mines these and nothing else, as a miner does who has not seen the mempool's newest: a transaction that was replaced can win so.</summary>
    /// <exception cref="ArgumentException">One can't be mined on this chain.</exception>
    public string MineBlock(IReadOnlyList<string> signedHexes)
    {
        lock (gate)
        {
            var chosen = signedHexes.Select(RawTransaction.Parse).ToList();
            if (chosen.Any(transaction => transaction.Inputs.Any(input => chain.Find(input.OutPoint) is null && !chosen.Any(parent => parent.TxId == input.OutPoint.TxId))))
            {
                throw new ArgumentException("An input is spent or unknown.", nameof(signedHexes));
            }

            Happen(new SandboxEvent.Mined(signedHexes));
            return chain.Tip.Hash;
        }
    }

    /// <summary>Moves what the mempool takes at the least; what pays less is evicted.</summary>
    public void SetMinimumFeeRate(FeeRate minimum)
    {
        lock (gate)
        {
            Happen(new SandboxEvent.FloorMoved(minimum.SatoshisPerKvB));
        }
    }

    /// <summary>As a node that was killed: mempool and locks are gone, and what the wallet had sent is known to it but to nobody else.</summary>
    public void Restart()
    {
        lock (gate)
        {
            Happen(new SandboxEvent.Restarted());
        }
    }

    /// <summary>Mines only while it settles something, so that an idle chain does not grow: the mempool holds transactions, or
    /// one of the wallet's has fewer than <paramref name="depth"/> confirmations.</summary>
    public bool MineIfUseful(int depth)
    {
        lock (gate)
        {
            var shallow = Enumerable.Range(chain.Height - depth + 2, Math.Max(0, depth - 1))
                .Select(chain.BlockAt)
                .OfType<SandboxBlock>()
                .Any(block => block.Transactions.Any(item => wallet.Find(item.Transaction.TxId) is not null));
            if (chain.Mempool.Count == 0 && !shallow)
            {
                return false;
            }

            Happen(new SandboxEvent.Mined());
            return true;
        }
    }

    /// <summary>Somebody outside pays; unconfirmed until a block is mined.</summary>
    /// <exception cref="FormatException">Not an address of this chain.</exception>
    public TxId PayIn(string address, Money amount)
    {
        var script = SandboxAddresses.Decode(address) ?? throw new FormatException("Not an address of the sandbox.");
        lock (gate)
        {
            var paid = FromOutside(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), script, amount);
            Happen(new SandboxEvent.PaidIn(paid.ToHex()));
            return paid.TxId;
        }
    }

    /// <summary>Takes back the last blocks; their transactions return to the mempool, and the next blocks are others.</summary>
    public void Reorganise(int depth)
    {
        lock (gate)
        {
            Happen(new SandboxEvent.Reorganised(depth));
        }
    }

    /// <summary>What the active chain has ever paid to a script: the chain's word, not the ledger's.</summary>
    public Money PaidTo(ScriptPubKey script)
    {
        lock (gate)
        {
            return Enumerable.Range(0, chain.Height + 1).Select(chain.BlockAt).OfType<SandboxBlock>()
                .SelectMany(block => block.Transactions).SelectMany(item => item.Transaction.Outputs)
                .Where(output => output.ScriptPubKey == script).Select(output => output.Amount).Sum();
        }
    }

    public void Dispose() => journal.Dispose();

    private static RawTransaction FromOutside(string source, ScriptPubKey script, Money amount) =>
        new(2, [new TransactionInput(new OutPoint(TxId.Parse(source), 0), "", 0xffffffff, [])], [new TransactionOutput(script, amount)], 0);

    private SandboxEvent.Began Begin(SandboxNodeOptions options)
    {
        var seed = options.Seed?.ToArray() ?? RandomNumberGenerator.GetBytes(32);
        var began = new SandboxEvent.Began(Convert.ToHexStringLower(seed), [.. options.Treasury.Select(coin => coin.Satoshis)]);
        journal.Append(began);
        return began;
    }

    /// <summary>On disk first: what took effect is never forgotten.</summary>
    private void Happen(SandboxEvent happened)
    {
        journal.Append(happened);
        Apply(happened);
    }

    private void Apply(SandboxEvent happened)
    {
        switch (happened)
        {
            case SandboxEvent.Began began:
                wallet.Reserve(KeyLot);
                OpenTreasury(began.Treasury);
                break;
            case SandboxEvent.KeysReserved reserved:
                wallet.Reserve(reserved.Count);
                break;
            case SandboxEvent.PaidIn paidIn:
                Admit(RawTransaction.Parse(paidIn.Hex));
                break;
            case SandboxEvent.Sent sent:
                Admit(RawTransaction.Parse(sent.Hex));
                break;
            case SandboxEvent.Mined mined:
                wallet.Connect(chain.Mine(mined.Hexes?.Select(RawTransaction.Parse).ToList()));
                break;
            case SandboxEvent.FloorMoved moved:
                policy.Raise(FeeRate.FromSatoshisPerKvB(moved.SatoshisPerKvB));
                break;
            case SandboxEvent.Reorganised reorganised:
                chain.Unwind(reorganised.Depth);
                wallet.Rescan();
                break;
            case SandboxEvent.Restarted:
                chain.Evict([.. chain.Mempool.Select(pending => pending.TxId)]);
                wallet.UnlockAll();
                break;
            default:
                throw new InvalidDataException("The sandbox's journal holds an event that this version does not know.");
        }
    }

    private void OpenTreasury(IReadOnlyList<long> coins)
    {
        for (var i = 0; i < coins.Count; i++)
        {
            var source = SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{wallet.Fingerprint} {i}")));
            Admit(FromOutside(Convert.ToHexStringLower(source), wallet.NextDepositKey().Script, Money.FromSatoshis(coins[i])));
        }

        wallet.Connect(chain.Mine());
    }

    private void Admit(RawTransaction transaction)
    {
        chain.Admit(transaction);
        wallet.Observe(transaction);
    }

    private void EnsureKeys()
    {
        if (wallet.NeedsKeys)
        {
            Happen(new SandboxEvent.KeysReserved(wallet.Reserved + KeyLot));
        }
    }
}
