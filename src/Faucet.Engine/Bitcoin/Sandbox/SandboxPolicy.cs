using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>What the sandbox's mempool takes, in the order in which Bitcoin Core asks (<c>src/validation.cpp</c>).</summary>
internal static class SandboxPolicy
{
    public static readonly FeeRate MinimumFeeRate = FeeRate.FromSatoshisPerVByte(1);

    private const int MaximumWeight = 400_000;

    /// <summary>Whether the transaction may enter the mempool now, or what stands against it.</summary>
    /// <param name="isSigned">Whether an input's witness lets it spend the coin.</param>
    public static BroadcastAnswer Judge(
        SandboxChain chain, RawTransaction transaction, FeeRate maximum, Func<RawTransaction, int, TransactionOutput, bool> isSigned)
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

        return JudgeFee(chain, transaction, coins, maximum)
            ?? (coins.Select((coin, index) => isSigned(transaction, index, coin)).All(signed => signed)
                ? new(BroadcastResult.Accepted)
                : new(BroadcastResult.Rejected, "mandatory-script-verify-flag-failed"));
    }

    private static BroadcastAnswer? JudgeFee(
        SandboxChain chain, RawTransaction transaction, List<TransactionOutput> coins, FeeRate maximum)
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
        var rivals = chain.RivalsOf(transaction).Select(rival => (rival.VSize, Fee: FeeOf(chain, rival))).ToList();
        var wins = rivals.Count == 0
            || (fee >= rivals.Select(rival => rival.Fee).Sum() + MinimumFeeRate.FeeFor(transaction.VSize)
                && rivals.All(rival => fee.Satoshis * rival.VSize > rival.Fee.Satoshis * transaction.VSize));
        return wins ? null : new(BroadcastResult.Ambiguous, "insufficient fee, rejecting replacement");
    }

    /// <summary>Zero for payments from outside, whose inputs are nowhere.</summary>
    private static Money FeeOf(SandboxChain chain, RawTransaction transaction)
    {
        var coins = transaction.Inputs.Select(input => chain.FindOrPending(input.OutPoint)).OfType<TransactionOutput>().ToList();
        return coins.Count < transaction.Inputs.Count
            ? Money.Zero
            : coins.Select(coin => coin.Amount).Sum() - transaction.Outputs.Select(output => output.Amount).Sum();
    }
}
