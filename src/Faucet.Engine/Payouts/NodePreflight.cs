using Faucet.Core.Addresses;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>Checks, before anything is paid, that this is the node, chain and wallet that the ledger belongs to.</summary>
public sealed class NodePreflight(FaucetDatabase database, IBitcoinNode node, BitcoinNetwork network, TimeProvider time)
{
    /// <returns>Why nothing may be paid now, or null.</returns>
    public async Task<PayoutFault?> FindFaultAsync(NodeStatus status, CancellationToken cancellationToken)
    {
        if (status.Chain != ChainOf(network))
        {
            return new PayoutFault($"The node is on the chain '{status.Chain}', this faucet pays on '{ChainOf(network)}'.");
        }

        if (status.IsSyncing)
        {
            return new PayoutFault("The bitcoin node is still catching up.");
        }

        if (!status.IsWalletReady)
        {
            return new PayoutFault("The node's wallet is not ready: locked by a passphrase, rescanning, without keys or behind the tip.");
        }

        await using var db = database.Open();
        if (await db.NodeBindings.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } bound)
        {
            await BindAsync(db, status, cancellationToken);
            return null;
        }

        if (bound.GenesisHash != status.GenesisHash || bound.SignetChallenge != status.SignetChallenge)
        {
            return new PayoutFault("The node is on another chain than the one that this ledger belongs to.", FreezeCause.OtherChain);
        }

        if (bound.WalletFingerprint != status.WalletFingerprint)
        {
            return new PayoutFault("The node has another wallet than the one that this ledger belongs to.", FreezeCause.OtherWallet);
        }

        if (bound.Height > status.Height && await node.FindBlockHashAsync(bound.Height, cancellationToken) is null
            && bound.Height - status.Height > MaximumReorg)
        {
            return new PayoutFault($"The node is {bound.Height - status.Height} blocks behind what it showed before.");
        }

        if (bound is { AnchorHeight: { } height, AnchorHash: { } hash } && await node.FindBlockHashAsync(height, cancellationToken) is { } present && present != hash)
        {
            return new PayoutFault($"The block at height {height} is another one than before, deeper than any reorganisation of a live chain.", FreezeCause.DeepReorganisation);
        }

        await SeeAsync(db, bound, status, cancellationToken);
        return null;
    }

    /// <summary>Takes the chain as it is now for the one to compare with.</summary>
    internal async Task AnchorAsync(NodeStatus status, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        await SeeAsync(db, null, status, cancellationToken);
    }

    private async Task SeeAsync(FaucetDbContext db, NodeBinding? bound, NodeStatus status, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var height = status.Height - MaximumReorg;
        var (anchorHeight, anchorHash) = height == bound?.AnchorHeight || height < 0
            ? (bound?.AnchorHeight, bound?.AnchorHash)
            : (height, await node.FindBlockHashAsync(height, cancellationToken));
        await db.NodeBindings.ExecuteUpdateAsync(
            set => set.SetProperty(b => b.Height, status.Height).SetProperty(b => b.SeenAt, now)
                .SetProperty(b => b.AnchorHeight, anchorHeight).SetProperty(b => b.AnchorHash, anchorHash),
            cancellationToken);
    }

    // Deeper than any reorg of a live chain: rather a node restored from an old copy.
    private const int MaximumReorg = 10;

    private async Task BindAsync(FaucetDbContext db, NodeStatus status, CancellationToken cancellationToken)
    {
        db.NodeBindings.Add(new NodeBinding
        {
            Chain = status.Chain,
            GenesisHash = status.GenesisHash,
            SignetChallenge = status.SignetChallenge,
            WalletFingerprint = status.WalletFingerprint,
            Height = status.Height,
            SeenAt = time.GetUtcNow(),
        });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (database.Dialect.IsUniqueViolation(exception))
        {
            // Another worker bound it first; the next round checks against that.
        }
    }

    private static string ChainOf(BitcoinNetwork network) => network switch
    {
        BitcoinNetwork.Mainnet => "main",
        BitcoinNetwork.Testnet4 => "testnet4",
        BitcoinNetwork.Signet => "signet",
        BitcoinNetwork.Regtest => "regtest",
        BitcoinNetwork.Sandbox => "sandbox",
        _ => throw new ArgumentOutOfRangeException(nameof(network), network, "Unknown network."),
    };
}
