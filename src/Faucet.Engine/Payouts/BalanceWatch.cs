using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;

namespace Faucet.Engine.Payouts;

/// <summary>Compares what the node's wallet holds with the ledger after each block.</summary>
public sealed class BalanceWatch(HotWalletCheck check)
{
    private string? compared;
    private long suspected;

    /// <returns>A difference, or null. One that stands in the next round, too, has a cause: a payment that comes between two looks is a difference for a moment.</returns>
    public async Task<PayoutFault?> FindFaultAsync(NodeStatus status, CancellationToken cancellationToken)
    {
        if (compared == status.TipHash)
        {
            return null;
        }

        var found = await check.CompareAsync(cancellationToken);
        if (!found.IsCertain)
        {
            return null;
        }

        if (found.Difference == 0)
        {
            (compared, suspected) = (status.TipHash, 0);
            return null;
        }

        var stands = found.Difference == suspected;
        suspected = found.Difference;
        return new PayoutFault($"The node's wallet does not hold what the ledger says: {found}.", stands ? FreezeCause.BalanceDiffers : null);
    }
}
