using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Pays a batch anew whose coins another transaction has spent, and only from what that one gave back: then no chain can hold both payments (I7).</summary>
public sealed class PayoutRepayment(IBitcoinNode node, ILogger<PayoutRepayment> logger)
{
    /// <summary>Lets a batch be funded anew whose transactions can't confirm in this chain.</summary>
    /// <returns>False: nothing that ties it to its past can be spent.</returns>
    public async Task<bool> ReopenAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken)
    {
        if (await AnchorsAsync(db, batchId, cancellationToken) is [])
        {
            return false;
        }

        if (await BatchStates.MoveAsync(db, batchId, BatchState.Broadcast, BatchState.Claimed, cancellationToken)
            || await BatchStates.MoveAsync(db, batchId, BatchState.Prepared, BatchState.Claimed, cancellationToken))
        {
            PayoutLog.PaidAnew(logger, batchId);
        }

        return true;
    }

    /// <summary>The coins that any further attempt of the batch has to spend: given back by what took its first ones, and in a block now.</summary>
    internal async Task<IReadOnlyList<OutPoint>> AnchorsAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken)
    {
        var anchors = new List<OutPoint>();
        foreach (var coin in await db.OutpointReservations.AsNoTracking().Where(r => r.BatchId == batchId && r.IsAnchor).ToListAsync(cancellationToken))
        {
            var outPoint = new OutPoint(coin.TxId, coin.Vout);
            if (await node.FindUtxoAsync(outPoint, cancellationToken) is not null)
            {
                anchors.Add(outPoint);
            }
        }

        return anchors;
    }

    /// <summary>Attempts of the batch that may have been signed.</summary>
    internal static async Task<IReadOnlyList<RawTransaction>> EarlierAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken) =>
    [
        .. (await db.PayoutTransactions.Where(t => t.BatchId == batchId && t.State != TransactionState.Void).Select(t => t.UnsignedHex).ToListAsync(cancellationToken))
            .Select(RawTransaction.Parse),
    ];

    /// <summary>True when no chain can hold the new transaction together with one of the earlier ones.</summary>
    internal async Task<bool> IsSafeAsync(
        FaucetDbContext db, long batchId, RawTransaction candidate, IReadOnlyList<RawTransaction> earlier, CancellationToken cancellationToken) =>
        ConflictRule.IsSafe(candidate, earlier, await GiversAsync(db, batchId, cancellationToken));

    /// <summary>
    /// Leaves out what can't confirm in this chain because what gave an anchor back is in a block, or was before it. Of transactions that it never heard
    /// of, the node's wallet does not say so.
    /// </summary>
    internal async Task<IReadOnlyList<PayoutTransaction>> StillPossibleAsync(
        FaucetDbContext db, long batchId, IReadOnlyList<PayoutTransaction> attempts, CancellationToken cancellationToken)
    {
        var confirmed = (await AnchorsAsync(db, batchId, cancellationToken)).Select(anchor => anchor.TxId).ToHashSet();
        var givers = await GiversAsync(db, batchId, cancellationToken);

        // A batch that was taken back twice: the second time spent what the first gave back.
        var spent = ConflictRule.WithAncestors(givers.Where(giver => confirmed.Contains(giver.TxId)), givers)
            .SelectMany(transaction => transaction.Inputs).Select(input => input.OutPoint).ToHashSet();
        return spent.Count == 0 ? attempts
            : [.. attempts.Where(attempt => !RawTransaction.Parse(attempt.UnsignedHex).Inputs.Any(input => spent.Contains(input.OutPoint)))];
    }

    /// <summary>The transactions that gave the batch's anchors back, or are to.</summary>
    private async Task<IReadOnlyList<RawTransaction>> GiversAsync(FaucetDbContext db, long batchId, CancellationToken cancellationToken)
    {
        var found = new List<RawTransaction>();
        foreach (var txId in await db.OutpointReservations.Where(r => r.BatchId == batchId && r.IsAnchor).Select(r => r.TxId).Distinct().ToListAsync(cancellationToken))
        {
            var hex = await db.PayoutTransactions.Where(t => t.TxId == txId).Select(t => t.UnsignedHex).SingleOrDefaultAsync(cancellationToken)
                ?? (await node.FindSpendAsync(txId, cancellationToken))?.SignedHex;
            if (hex is not null)
            {
                found.Add(RawTransaction.Parse(hex));
            }
        }

        return found;
    }
}
