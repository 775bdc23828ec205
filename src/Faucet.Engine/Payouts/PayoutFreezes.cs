using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Payouts;

/// <summary>Stops all payouts, across restarts, until an operator resumes them.</summary>
public sealed class PayoutFreezes(FaucetDatabase database, TimeProvider time, ILogger<PayoutFreezes> logger)
{
    /// <summary>What visitors read while they last.</summary>
    public const string PauseText = "Payouts are paused until the operator has looked into something. Nothing is lost.";

    /// <summary>More causes than there are can't be open at once; the bound is for a table that was tampered with.</summary>
    private const int MaximumOpen = 20;

    /// <summary>Those that last, the oldest first; none when payouts run.</summary>
    public async Task<IReadOnlyList<PayoutFreeze>> FindOpenAsync(CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        return await db.PayoutFreezes.AsNoTracking().Where(f => f.ResumedAt == null).OrderBy(f => f.Id).Take(MaximumOpen).ToListAsync(cancellationToken);
    }

    /// <summary>Freezes, unless the same cause does so already.</summary>
    /// <remarks>Two workers that find it at once leave two rows: one resume ends both.</remarks>
    public async Task FreezeAsync(FreezeCause cause, string detail, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        if (await db.PayoutFreezes.AnyAsync(f => f.ResumedAt == null && f.Cause == cause, cancellationToken))
        {
            return;
        }

        db.PayoutFreezes.Add(new PayoutFreeze { Cause = cause, Detail = Shortened(detail), FrozenAt = time.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        PayoutLog.Frozen(logger, cause, detail);
    }

    /// <param name="difference">What is booked with it, or null.</param>
    /// <returns>How many ended with it.</returns>
    public async Task<int> ResumeAsync(string who, string reason, LedgerTransfer? difference, CancellationToken cancellationToken)
    {
        var (now, by, why) = (time.GetUtcNow(), Shortened(who), Shortened(reason));
        await using var db = database.Open();
        await using var scope = await db.Database.BeginTransactionAsync(cancellationToken);
        var ended = await db.PayoutFreezes.Where(f => f.ResumedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(f => f.ResumedAt, now).SetProperty(f => f.ResumedBy, by).SetProperty(f => f.ResumeReason, why), cancellationToken);
        if (ended > 0 && difference is not null)
        {
            await AvailableFunds.AddAsync(
                db, difference.Debit == SystemAccounts.HotWallet ? difference.Amount.Satoshis : -difference.Amount.Satoshis, cancellationToken);
            db.LedgerTransfers.Add(difference);
            await db.SaveChangesAsync(cancellationToken);
        }

        await scope.CommitAsync(cancellationToken);
        return ended;
    }

    internal static string Shortened(string text) => text.Length > PayoutFreeze.MaximumTextLength ? text[..PayoutFreeze.MaximumTextLength] : text;
}
