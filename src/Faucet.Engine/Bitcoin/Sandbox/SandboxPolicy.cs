using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>What the sandbox's mempool takes, in the order in which Bitcoin Core asks (<c>src/validation.cpp</c>).</summary>
/// <param name="isSigned">Whether an input's witness lets it spend the coin.</param>
internal sealed class SandboxPolicy(SandboxChain chain, Func<RawTransaction, int, TransactionOutput, bool> isSigned)
{
    public static readonly FeeRate FeeIncrement = FeeRate.FromSatoshisPerVByte(1);

    private const int MaximumWeight = 400_000;

    /// <summary>What a full mempool takes at the least; raising it evicts what pays less.</summary>
    public FeeRate MinimumFeeRate { get; private set; } = FeeRate.FromSatoshisPerVByte(1);

    /// <summary>Whether the transaction may enter the mempool now, or what stands against it.</summary>
    public BroadcastAnswer Judge(RawTransaction transaction, FeeRate maximum)
    {
        if (chain.IsInMempool(transaction.TxId))
        {
            return new(BroadcastResult.Accepted);
        }

        if (transaction.Outputs.Where((_, vout) => chain.Find(new OutPoint(transaction.TxId, vout)) is not null).Any())
        {
            return new(BroadcastResult.AlreadyConfirmed, "Transaction outputs already in utxo set");
        }

        if (transaction.Outputs.Count == 0 || transaction.Inputs.DistinctBy(input => input.OutPoint).Count() < transaction.Inputs.Count)
        {
            return new(BroadcastResult.Rejected, "bad-txns-vout-empty or bad-txns-inputs-duplicate");
        }

        if (transaction.Weight > MaximumWeight)
        {
            return new(BroadcastResult.Rejected, "tx-size");
        }

        if (transaction.Outputs.Any(output => output.Amount < OutputCost.DustThreshold(output.ScriptPubKey)))
        {
            return new(BroadcastResult.Rejected, "dust");
        }

        if (transaction.LockTime > chain.Height)
        {
            return new(BroadcastResult.Ambiguous, "non-final");
        }

        var coins = transaction.Inputs.Select(input => chain.FindOrPending(input.OutPoint)).OfType<TransactionOutput>().ToList();
        if (coins.Count < transaction.Inputs.Count)
        {
            // Also the answer for a mined transaction whose outputs are all spent.
            return new(BroadcastResult.Ambiguous, "bad-txns-inputs-missingorspent");
        }

        return JudgeFee(transaction, coins, maximum)
            ?? (coins.Select((coin, index) => isSigned(transaction, index, coin)).All(signed => signed)
                ? new(BroadcastResult.Accepted)
                : new(BroadcastResult.Rejected, "mandatory-script-verify-flag-failed"));
    }

    /// <summary>The fees of a transaction in the mempool and of what descends from it.</summary>
    public Money PendingFees(TxId txId) => chain.WithDescendants(txId).Select(FeeOf).Sum();

    /// <summary>As when a node's mempool overflows: what pays less leaves, with all that descends from it.</summary>
    public void Raise(FeeRate minimum)
    {
        MinimumFeeRate = minimum;
        chain.Evict([.. chain.Mempool.Where(pending => FeeOf(pending) < minimum.FeeFor(pending.VSize) && FeeOf(pending) > Money.Zero).Select(pending => pending.TxId)]);
    }

    private BroadcastAnswer? JudgeFee(RawTransaction transaction, List<TransactionOutput> coins, FeeRate maximum)
    {
        var (paidIn, paidOut) = (coins.Select(coin => coin.Amount).Sum(), transaction.Outputs.Select(output => output.Amount).Sum());
        if (paidIn < paidOut)
        {
            return new(BroadcastResult.Rejected, "bad-txns-in-belowout");
        }

        var fee = paidIn - paidOut;
        if (fee < MinimumFeeRate.FeeFor(transaction.VSize))
        {
            return new(BroadcastResult.FeeTooLow, "min relay fee not met");
        }

        if (fee > maximum.FeeFor(transaction.VSize))
        {
            return new(BroadcastResult.Rejected, "Fee exceeds maximum");
        }

        // A replacement pays for what it evicts, for its own relay, and more per byte than each of them.
        var rivals = chain.RivalsOf(transaction).Select(rival => (rival.VSize, Fee: FeeOf(rival))).ToList();
        var wins = rivals.Count == 0
            || (fee >= rivals.Select(rival => rival.Fee).Sum() + FeeIncrement.FeeFor(transaction.VSize)
                && rivals.All(rival => fee.Satoshis * rival.VSize > rival.Fee.Satoshis * transaction.VSize));
        return wins ? null : new(BroadcastResult.Ambiguous, "insufficient fee, rejecting replacement");
    }

    /// <summary>Zero for payments from outside, whose inputs are nowhere.</summary>
    private Money FeeOf(RawTransaction transaction)
    {
        var coins = transaction.Inputs.Select(input => chain.FindOrPending(input.OutPoint)).OfType<TransactionOutput>().ToList();
        return coins.Count < transaction.Inputs.Count
            ? Money.Zero
            : coins.Select(coin => coin.Amount).Sum() - transaction.Outputs.Select(output => output.Amount).Sum();
    }
}
