using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Core.Payouts;

/// <summary>One output of a payout: what is paid to whom.</summary>
public sealed record Payee(ScriptPubKey ScriptPubKey, string Address, Money Amount)
{
    /// <summary>One payee for each script: a node refuses two outputs to one address, and one output is cheaper.</summary>
    public static IReadOnlyList<Payee> Merge(IEnumerable<Payee> payees) =>
        [.. payees.GroupBy(p => p.ScriptPubKey).Select(same => same.First() with { Amount = same.Select(p => p.Amount).Sum() })];
}
