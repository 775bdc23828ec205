using System.Globalization;
using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Faucet.Engine.Settings;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Payouts;

/// <summary>What became of the wish to resume payouts.</summary>
public abstract record ResumeOutcome
{
    private ResumeOutcome()
    {
    }

    /// <param name="Ended">How many freezes ended.</param>
    public sealed record Resumed(int Ended) : ResumeOutcome;

    public sealed record NotFrozen : ResumeOutcome;

    /// <param name="Reason">What still stands in the way, and what to do.</param>
    public sealed record Refused(string Reason) : ResumeOutcome;
}

/// <summary>Ends freezes on an operator's word, but only where nothing that this faucet can see still stands in the way.</summary>
public sealed class PayoutResume(
    FaucetDatabase database,
    IBitcoinNode node,
    SettingsStore settingsStore,
    NodePreflight preflight,
    HotWalletWatcher watcher,
    HotWalletCheck check,
    PayoutFreezes freezes,
    TimeProvider time)
{
    private const int Page = 100;

    /// <param name="booksDifference">The operator has looked, and what the node's wallet holds above or below the ledger is the owner's gain or loss.</param>
    /// <exception cref="NodeException">The node does not answer, or refuses.</exception>
    public async Task<ResumeOutcome> ResumeAsync(string who, string reason, bool booksDifference, CancellationToken cancellationToken)
    {
        var open = await freezes.FindOpenAsync(cancellationToken);
        if (open is [])
        {
            return new ResumeOutcome.NotFrozen();
        }

        if (await FindObstacleAsync(cancellationToken) is { } obstacle)
        {
            return new ResumeOutcome.Refused(obstacle);
        }

        LedgerTransfer? difference = null;
        if (open.FirstOrDefault(f => f.Cause == FreezeCause.BalanceDiffers) is { } freeze)
        {
            var found = await check.CompareAsync(cancellationToken);
            if (!found.IsCertain)
            {
                return new ResumeOutcome.Refused("A payout was sent and is in no block and no mempool, so that the balances can't be compared. Try again later.");
            }

            if (found.Difference != 0 && !booksDifference)
            {
                return new ResumeOutcome.Refused(
                    $"The node's wallet still does not hold what the ledger says: {found}. If nothing can mend that, resume with --book-difference.");
            }

            difference = TransferOf(found, freeze);
        }

        return new ResumeOutcome.Resumed(await freezes.ResumeAsync(who, reason, difference, cancellationToken));
    }

    private LedgerTransfer? TransferOf(HotWalletComparison found, PayoutFreeze freeze) => found.Difference == 0 ? null : new LedgerTransfer
    {
        Debit = found.Difference > 0 ? SystemAccounts.HotWallet : SystemAccounts.Owner,
        Credit = found.Difference > 0 ? SystemAccounts.Owner : SystemAccounts.HotWallet,
        Amount = Money.FromSatoshis(Math.Abs(found.Difference)),
        Kind = TransferKind.Difference,
        Reference = freeze.Id.ToString(CultureInfo.InvariantCulture),
        At = time.GetUtcNow(),
    };

    private async Task<string?> FindObstacleAsync(CancellationToken cancellationToken)
    {
        var settings = (await settingsStore.ReadAsync(cancellationToken)).Settings;
        var status = await node.GetStatusAsync(cancellationToken);
        var fault = await preflight.FindFaultAsync(status, cancellationToken);
        if (fault is not null and not { Cause: FreezeCause.DeepReorganisation })
        {
            return fault.Reason;
        }

        if (await watcher.FindUnknownSpendAsync(settings, cancellationToken) is { } unknown)
        {
            return $"{unknown.Reason} If you know it, say so with 'payouts declare'.";
        }

        if (fault is null)
        {
            return null;
        }

        // The operator takes the new chain for the right one: then what was final in the old one has to be in it.
        if (await FindLostAsync(settings.MaximumFeeRate, cancellationToken) is { } lost)
        {
            return lost;
        }

        await preflight.AnchorAsync(status, cancellationToken);
        return null;
    }

    /// <summary>Final transactions, the last first, as far back as any of them has changed its block.</summary>
    private async Task<string?> FindLostAsync(FeeRate maximum, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        for (var skipped = 0; ; skipped += Page)
        {
            var page = await db.PayoutTransactions.AsNoTracking().Where(t => t.State == TransactionState.Final)
                .OrderByDescending(t => t.BlockHeight).ThenByDescending(t => t.Id).Skip(skipped).Take(Page).ToListAsync(cancellationToken);
            var isAsItWas = true;
            foreach (var transaction in page)
            {
                var seen = await node.FindTransactionAsync(transaction.TxId, cancellationToken);
                if (seen is not { Confirmations: >= 1 })
                {
                    return await SendAgainAsync(transaction, seen, maximum, cancellationToken);
                }

                if (seen.BlockHash != transaction.BlockHash)
                {
                    isAsItWas = false;
                    await db.PayoutTransactions.Where(t => t.Id == transaction.Id && t.State == TransactionState.Final).ExecuteUpdateAsync(
                        set => set.SetProperty(t => t.BlockHash, seen.BlockHash).SetProperty(t => t.BlockHeight, seen.BlockHeight), cancellationToken);
                }
            }

            if (isAsItWas)
            {
                return null;
            }
        }
    }

    private async Task<string> SendAgainAsync(
        PayoutTransaction transaction, WalletTransaction? seen, FeeRate maximum, CancellationToken cancellationToken)
    {
        if (seen is { Confirmations: < 0 })
        {
            return $"Transaction {transaction.TxId} of batch {transaction.BatchId} was final and is no longer in the chain: another has spent its coins. "
                + "Its payees were not paid in this chain.";
        }

        var answer = await node.BroadcastAsync(transaction.SignedHex!, maximum, cancellationToken);
        return $"Transaction {transaction.TxId} of batch {transaction.BatchId} was final and is no longer in a block. It was sent again ({answer.Result}); "
            + "resume when it is in a block.";
    }
}
