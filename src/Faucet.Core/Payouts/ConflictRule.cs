using Faucet.Core.Transactions;

namespace Faucet.Core.Payouts;

/// <summary>Whether a batch that is paid anew can ever be paid twice (invariant I7, conflict or descend).</summary>
/// <remarks>
/// Two transactions that spend one coin can't both be in a chain. Nor can one be together with another that descends from a third which spends
/// the first one's coin: whatever the depth of a reorganisation.
/// </remarks>
public static class ConflictRule
{
    /// <param name="candidate">To be recorded as a further attempt of a batch.</param>
    /// <param name="earlier">All attempts of that batch that may have been signed.</param>
    /// <param name="others">Transactions that are no attempts of the batch, and from which the candidate may descend.</param>
    /// <returns>True: no chain can hold the candidate and any of the earlier ones.</returns>
    public static bool IsSafe(RawTransaction candidate, IReadOnlyCollection<RawTransaction> earlier, IReadOnlyCollection<RawTransaction> others)
    {
        var ids = earlier.Select(attempt => attempt.TxId).ToHashSet();
        var line = WithAncestors([candidate], [.. others.Where(other => !ids.Contains(other.TxId))]);

        // What descends from an attempt, as from its change, is in every chain that holds that attempt.
        return earlier.All(attempt => line.Any(member => Shares(member, attempt)))
            && !line.Any(member => member.Inputs.Any(input => ids.Contains(input.OutPoint.TxId)));
    }

    /// <summary>The transactions and those of the others that they descend from: a chain that holds the ones holds the others.</summary>
    public static IReadOnlyList<RawTransaction> WithAncestors(IEnumerable<RawTransaction> transactions, IReadOnlyCollection<RawTransaction> others)
    {
        var line = transactions.ToList();
        for (var i = 0; i < line.Count; i++)
        {
            var parents = line[i].Inputs.Select(input => input.OutPoint.TxId).ToHashSet();
            line.AddRange(others.Where(other => parents.Contains(other.TxId) && !line.Contains(other)).ToList());
        }

        return line;
    }

    private static bool Shares(RawTransaction one, RawTransaction other)
    {
        var coins = one.Inputs.Select(input => input.OutPoint).ToHashSet();
        return other.Inputs.Any(input => coins.Contains(input.OutPoint));
    }
}
