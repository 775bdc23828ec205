using Faucet.Core.Payouts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>What the database knows of the node, its wallet and who works the payouts, at one moment.</summary>
/// <param name="Binding">Null: no payout worker has met the node yet.</param>
/// <param name="Lease">Null: no payout worker has run yet.</param>
/// <param name="IsLeaseHeld">False: whoever had it is gone, and what it reported may be old.</param>
/// <param name="BookedSatoshis">The HotWallet's account. A number, because in a broken ledger it may be below zero.</param>
/// <param name="Reserved">Coins of batches that are not final.</param>
public sealed record NodeRecord(
    NodeBinding? Binding, WorkerLease? Lease, bool IsLeaseHeld, long BookedSatoshis, IReadOnlyList<OutPoint> Reserved)
{
    /// <summary>True unless the ledger belongs to another chain or wallet.</summary>
    public bool BelongsTo(NodeStatus status) => Binding is null
        || (Binding.GenesisHash == status.GenesisHash && Binding.SignetChallenge == status.SignetChallenge
            && Binding.WalletFingerprint == status.WalletFingerprint);
}

/// <summary>Reads for operators what the database knows of the node. It asks the node nothing, so that it answers when the node does not.</summary>
public sealed class NodeRecords(FaucetDatabase database, TimeProvider time)
{
    public async Task<NodeRecord> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        db.Database.SetCommandTimeout(DatabasePatience.AtAShell);
        await using var snapshot = await database.Dialect.BeginSnapshotAsync(db, cancellationToken);
        var lease = await db.WorkerLeases.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var live = BatchStates.LiveIds(db);
        var reserved = await db.OutpointReservations.AsNoTracking().Where(r => live.Contains(r.BatchId)).ToListAsync(cancellationToken);
        return new NodeRecord(
            await db.NodeBindings.AsNoTracking().SingleOrDefaultAsync(cancellationToken),
            lease,
            lease is not null && lease.ExpiresAt > time.GetUtcNow(),
            await HotWalletCheck.BookedAsync(db, cancellationToken),
            [.. reserved.Select(r => new OutPoint(r.TxId, r.Vout))]);
    }
}
