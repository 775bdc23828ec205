using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Ledger;
using Faucet.Engine.Settings;

namespace Faucet.Engine.Payouts;

/// <summary>What the node says of itself and its wallet.</summary>
/// <param name="Estimate">For confirmation within <paramref name="EstimatedBlocks"/>, or null when the node has no data.</param>
/// <param name="Locks">Coins that the node will not choose.</param>
/// <param name="Law">Whether it holds what the ledger says, payouts under way considered.</param>
public sealed record NodeView(
    NodeStatus Status, FeeRate? Estimate, int EstimatedBlocks, HotWalletBalance Balance, IReadOnlyList<OutPoint> Locks, LawResult Law);

/// <summary>Asks the node, for operators, what payouts depend on. It changes nothing there.</summary>
public sealed class NodeLook(IBitcoinNode node, SettingsStore settingsStore, HotWalletCheck check)
{
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<NodeView> ReadAsync(CancellationToken cancellationToken)
    {
        var blocks = (await settingsStore.ReadAsync(cancellationToken)).Settings.FeeTargetBlocks;
        return new NodeView(
            await node.GetStatusAsync(cancellationToken),
            await node.EstimateFeeRateAsync(blocks, cancellationToken),
            blocks,
            await node.GetBalanceAsync(cancellationToken),
            await node.ListLocksAsync(cancellationToken),
            await check.CheckAsync(cancellationToken));
    }
}
