using Faucet.Engine.Bitcoin;

namespace Faucet.Engine.Payouts;

/// <summary>Lists what came and went since the cursor, or since ever where the node no longer knows the cursor's block.</summary>
internal static class HotWalletChanges
{
    private const int UnknownBlock = -5;

    /// <remarks>A node that was synchronised anew after a reorganisation never saw the block: without this, payouts would wait for ever.</remarks>
    public static async Task<WalletChanges> ListAsync(IBitcoinNode node, string? cursor, int confirmations, CancellationToken cancellationToken)
    {
        try
        {
            return await node.ListChangesAsync(cursor, confirmations, cancellationToken);
        }
        catch (NodeException exception) when (exception is { Failure: NodeFailure.Refused, Code: UnknownBlock } && cursor is not null)
        {
            return await node.ListChangesAsync(null, confirmations, cancellationToken);
        }
    }
}
