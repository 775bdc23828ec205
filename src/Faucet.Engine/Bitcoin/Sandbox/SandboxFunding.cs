using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;

namespace Faucet.Engine.Bitcoin.Sandbox;

/// <summary>Chooses coins and builds the unsigned transaction. Pure: what it reads is passed in.</summary>
internal static class SandboxFunding
{
    /// <summary>Signals that it may be replaced (BIP 125) and lets the lock time count.</summary>
    private const uint Sequence = 0xfffffffd;

    private const int WalletError = -4;
    private const int InvalidParameter = -8;

    /// <param name="preset">The coins that the request names.</param>
    /// <param name="coins">Those that may be added.</param>
    /// <exception cref="NodeException">Refused, with the codes of Bitcoin Core's <c>fundrawtransaction</c>.</exception>
    public static (RawTransaction Transaction, Money Fee, int? ChangePosition) Build(
        FundingRequest request, IReadOnlyList<Utxo> preset, IEnumerable<Utxo> coins, ScriptPubKey change)
    {
        Check(request);
        var paid = request.Outputs.Select(payee => payee.Amount).Sum();
        var free = coins.OrderBy(coin => coin.Amount).ThenBy(coin => coin.OutPoint.ToString(), StringComparer.Ordinal).ToList();
        var choices = preset.Count == 0 ? Choices(free) : Choices(free).Prepend([]).Select(added => (IReadOnlyList<Utxo>)[.. preset, .. added]);
        foreach (var chosen in choices)
        {
            var paidIn = chosen.Select(coin => coin.Amount).Sum();
            if (paidIn > paid && Outputs(request, paidIn, paid, chosen, change) is { } found)
            {
                return found.Transaction.Weight + WitnessWeight(chosen.Count) <= request.MaximumWeight
                    ? found
                    : throw new NodeException(NodeFailure.Refused, "The transaction exceeds the maximum weight.", WalletError);
            }
        }

        throw new NodeException(NodeFailure.Refused, "Insufficient funds", WalletError);
    }

    private static void Check(FundingRequest request)
    {
        if (request.Payees.Count == 0 || request.ChangePosition < 0 || request.ChangePosition > request.Outputs.Count)
        {
            throw new NodeException(NodeFailure.Refused, "changePosition out of bounds", InvalidParameter);
        }

        if (request.Outputs.DistinctBy(payee => payee.ScriptPubKey).Count() < request.Outputs.Count)
        {
            throw new NodeException(NodeFailure.Refused, "Invalid parameter, duplicated address", InvalidParameter);
        }

        if (request.Outputs.Any(payee => payee.Amount < OutputCost.DustThreshold(payee.ScriptPubKey)))
        {
            throw new NodeException(NodeFailure.Refused, "Transaction amount too small", WalletError);
        }
    }

    /// <summary>The smallest coin that is enough alone; if none is, more and more of the largest.</summary>
    private static IEnumerable<IReadOnlyList<Utxo>> Choices(List<Utxo> ascending) =>
        ascending.Select(coin => (IReadOnlyList<Utxo>)[coin])
            .Concat(Enumerable.Range(2, Math.Max(0, ascending.Count - 1)).Select(count => (IReadOnlyList<Utxo>)[.. Enumerable.Reverse(ascending).Take(count)]));

    /// <summary>With change if it is worth an output, without if the rest is dust, null if the coins are not enough.</summary>
    private static (RawTransaction Transaction, Money Fee, int? ChangePosition)? Outputs(
        FundingRequest request, Money paidIn, Money paid, IReadOnlyList<Utxo> chosen, ScriptPubKey change)
    {
        var payees = request.Outputs.Select(payee => new TransactionOutput(payee.ScriptPubKey, payee.Amount)).ToList();
        var without = Transaction(request, chosen, payees);
        var withChange = payees.ToList();
        withChange.Insert(request.ChangePosition, new TransactionOutput(change, Money.Zero));
        var fee = FeeFor(request, Transaction(request, chosen, withChange));
        if (paidIn >= paid + fee + OutputCost.DustThreshold(change))
        {
            withChange[request.ChangePosition] = new TransactionOutput(change, paidIn - paid - fee);
            return (Transaction(request, chosen, withChange), fee, request.ChangePosition);
        }

        return paidIn >= paid + FeeFor(request, without) ? (without, paidIn - paid, null) : null;
    }

    private static RawTransaction Transaction(FundingRequest request, IReadOnlyList<Utxo> chosen, IReadOnlyList<TransactionOutput> outputs) =>
        new(2, [.. chosen.Select(coin => new TransactionInput(coin.OutPoint, "", Sequence, []))], outputs, (uint)request.LockTime);

    private static Money FeeFor(FundingRequest request, RawTransaction unsigned) =>
        request.FeeRate.FeeFor((unsigned.Weight + WitnessWeight(unsigned.Inputs.Count) + 3) / 4);

    /// <summary>Marker and flag, and for each input the count, two lengths and the items (BIP 144).</summary>
    private static int WitnessWeight(int inputs) => 2 + (inputs * (3 + (SandboxKeys.Placeholder.Sum(item => item.Length) / 2)));
}
