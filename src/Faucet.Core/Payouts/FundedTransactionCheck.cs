using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Settings;
using Faucet.Core.Transactions;

namespace Faucet.Core.Payouts;

/// <summary>What a funded transaction turned out to be, after it passed.</summary>
/// <param name="ChangeVout">The output that comes back, or null.</param>
public sealed record CheckedTransaction(RawTransaction Transaction, Money Paid, Money Change, Money Fee, int? ChangeVout);

/// <summary>Judges a transaction that the node built, before anything is recorded or signed.</summary>
/// <remarks>A node once dropped a payee silently (payouts to its own change address); nothing that it built is trusted unread.</remarks>
public static class FundedTransactionCheck
{
    /// <summary>What each input says so that the transaction can be replaced (BIP 125).</summary>
    public const uint ReplaceableSequence = 0xfffffffd;

    // Change below what it costs to spend later goes to the fee instead.
    private const int MaximumForegoneChange = 1_500;

    /// <param name="splits">What it gives back besides change; distinct scripts, none of a payee.</param>
    /// <param name="inputs">The coins that its inputs name, in their order, as the chain holds them.</param>
    /// <param name="fault">What is wrong, for the operator's log, or null.</param>
    /// <returns>Null when it must not be recorded.</returns>
    public static CheckedTransaction? Check(
        RawTransaction transaction,
        IReadOnlyList<Payee> payees,
        IReadOnlyList<Payee> splits,
        IReadOnlyList<Utxo> inputs,
        FeeRate rate,
        FaucetSettings settings,
        int height,
        out string? fault)
    {
        var change = ChangeVouts(transaction, [.. payees, .. splits]);
        var unpaid = payees.Count + splits.Count - (transaction.Outputs.Count - change.Count);
        var paid = payees.Select(p => p.Amount).Sum();
        var spent = inputs.Select(i => i.Amount).Sum();
        var returned = change.Select(vout => transaction.Outputs[vout].Amount).Concat(splits.Select(split => split.Amount)).Sum();
        fault = unpaid > 0 ? $"{unpaid} payees are missing or paid another amount"
            : change.Count > 1 ? $"it has {change.Count - 1} outputs more than payees and change"
            : spent < paid + returned ? "its inputs are less than its outputs"
            : FaultOfShape(transaction, inputs, height) ?? FaultOfFee(transaction, inputs.Count, paid, spent - paid - returned, rate, settings);
        return fault is null
            ? new CheckedTransaction(transaction, paid, returned, spent - paid - returned, change.Count == 0 ? null : change[0])
            : null;
    }

    /// <summary>The outputs that pay none of these exactly.</summary>
    public static IReadOnlyList<int> ChangeVouts(RawTransaction transaction, IReadOnlyList<Payee> payees)
    {
        var unpaid = payees.ToDictionary(p => p.ScriptPubKey, p => p.Amount);
        return
        [
            .. Enumerable.Range(0, transaction.Outputs.Count).Where(vout =>
            {
                var output = transaction.Outputs[vout];
                return !(unpaid.TryGetValue(output.ScriptPubKey, out var amount) && amount == output.Amount && unpaid.Remove(output.ScriptPubKey));
            }),
        ];
    }

    /// <summary>The most that paying these may cost.</summary>
    public static Money FeeCeiling(IReadOnlyList<Payee> payees, FaucetSettings settings) =>
        payees.Select(p => p.Amount).Sum().Percent(settings.MaximumFeePercent);

    /// <summary>What paying these costs at the least: one input, no change.</summary>
    public static Money LeastFee(IReadOnlyList<Payee> payees, FeeRate rate) =>
        rate.FeeFor(BatchWeight.VBytes(1, [.. payees.Select(p => p.ScriptPubKey)], hasChange: false));

    private static string? FaultOfShape(RawTransaction transaction, IReadOnlyList<Utxo> inputs, int height)
    {
        if (transaction.Inputs.Count == 0 || !transaction.Inputs.Select(i => i.OutPoint).SequenceEqual(inputs.Select(i => i.OutPoint)))
        {
            return "its inputs are not the coins that were looked up";
        }

        if (transaction.Inputs.Any(i => i.ScriptSigHex.Length > 0 || i.Sequence != ReplaceableSequence) || inputs.Any(i => !IsNativeSegwit(i)))
        {
            return "an input is not native segwit or not replaceable: its id could change, or its fee could not be raised";
        }

        return transaction.LockTime > height ? $"its lock time {transaction.LockTime} is above the tip" : null;
    }

    private static string? FaultOfFee(RawTransaction transaction, int inputs, Money paid, Money fee, FeeRate rate, FaucetSettings settings)
    {
        var weight = transaction.Weight + BatchWeight.SegwitMarker + (BatchWeight.WitnessPerInput * inputs);
        if (weight > BatchWeight.Maximum)
        {
            return "it is too heavy for the network";
        }

        // Rounding, and a change output that was too small to make, may add a little to the rate.
        var ceiling = Money.Min(
            Money.FromSatoshis((rate.FeeFor((weight + 3) / 4).Satoshis * 105 / 100) + MaximumForegoneChange),
            paid.Percent(settings.MaximumFeePercent));
        return fee > ceiling ? $"its fee of {fee} is above {ceiling}" : null;
    }

    private static bool IsNativeSegwit(Utxo coin) => coin.ScriptPubKey.Hex is { Length: 44 or 68 } hex
        && (hex.StartsWith("0014", StringComparison.Ordinal) || hex.StartsWith("0020", StringComparison.Ordinal) || hex.StartsWith("5120", StringComparison.Ordinal));
}
