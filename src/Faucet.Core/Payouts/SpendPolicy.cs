using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Core.Payouts;

/// <summary>Finds what a transaction that the ledger did not know has settled, so that nobody is paid a second time.</summary>
/// <remarks>
/// After an older database was restored, the chain knows payouts that the ledger has forgotten. A payee who is owed less than he got has lost
/// claims with the restored database: then all that he is owed is settled. A withdrawal that is open was open when the copy was made, and whatever paid it
/// paid it whole: any other amount is for a person to understand.
/// </remarks>
public static class SpendPolicy
{
    /// <param name="outputs">What it pays to others than the HotWallet, one for each script.</param>
    /// <param name="creditors">Those among the payees that the ledger knows.</param>
    public static SpendDecision Judge(IReadOnlyDictionary<ScriptPubKey, Money> outputs, IReadOnlyCollection<Creditor> creditors)
    {
        var settlements = new List<Settlement>();
        var batched = new List<OpenWithdrawal>();
        foreach (var creditor in creditors)
        {
            var paid = outputs[creditor.ScriptPubKey];
            if (creditor.Open is { } open)
            {
                if (open.Amount != paid)
                {
                    return new SpendDecision.Refused(
                        $"It pays {paid} to somebody whose withdrawal {open.Id} is of {open.Amount}. If it is later than another unknown payment to him, declare that one first.");
                }

                settlements.Add(new Settlement(creditor.ScriptPubKey, open.Id, paid));
                if (open.BatchId is not null)
                {
                    batched.Add(open);
                }
            }
            else if (Money.Min(creditor.Balance, paid) is var settled && settled > Money.Zero)
            {
                settlements.Add(new Settlement(creditor.ScriptPubKey, null, settled));
            }
        }

        var elsewhere = outputs.Values.Sum() - settlements.Select(s => s.Amount).Sum();
        if (batched.Count == 0)
        {
            return new SpendDecision.Settles(settlements, elsewhere);
        }

        var batchId = batched[0].BatchId!.Value;
        return batched.Exists(b => b.BatchId != batchId) || batched.Count != settlements.Count || batched.Count != batched[0].PayeesInBatch
            ? new SpendDecision.Refused($"It pays a part of batch {batchId}, which is not final yet. Declare it when that batch is final.")
            : new SpendDecision.Continues(batchId, elsewhere);
    }
}
