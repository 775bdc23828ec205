using System.Data.Common;
using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Wallets;
using Faucet.Engine.Data;
using Faucet.Engine.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Faucet.Engine.Claims;

/// <summary>One database transaction that credits a group of claims: each passes all gates or changes nothing.</summary>
/// <remarks>The statements are plain SQL that all three databases take: EF Core's change tracker costs three times as much per claim.</remarks>
internal sealed class ClaimTransaction(FaucetDbContext db, DateTimeOffset now)
{
    private readonly long nowMilliseconds = now.ToUnixTimeMilliseconds();

    /// <returns>One result for each claim, in order, after a durable commit.</returns>
    public async Task<IReadOnlyList<CreditResult>> CreditAsync(IReadOnlyList<PendingClaim> group)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        using var statements = new ClaimStatements(db.Database.GetDbConnection(), transaction.GetDbTransaction());
        var day = OutflowDay.DayOf(now);
        var spentBefore = Money.FromSatoshis(await statements.SpentOnAsync(day));
        var spent = spentBefore;
        var results = new CreditResult[group.Count];
        for (var i = 0; i < group.Count; i++)
        {
            var claim = group[i];
            results[i] = spent + claim.Drip.Amount <= claim.Settings.DailyBudget
                ? await CreditOneAsync(claim, statements)
                : new CreditResult.LostRace();
            if (results[i] is CreditResult.Credited)
            {
                spent += claim.Drip.Amount;
            }
        }

        // The budget is one row that every claim would touch: once per group is what keeps claims fast.
        if (spent > spentBefore && !await statements.SpendAsync(day, spentBefore, spent))
        {
            throw new GateMovedException("daily budget");
        }

        await transaction.CommitAsync();
        return results;
    }

    private async Task<CreditResult> CreditOneAsync(PendingClaim claim, ClaimStatements statements)
    {
        var nextClaimAt = now + claim.Settings.WalletCooldown;
        if (!await statements.CreditWalletAsync(claim, nowMilliseconds, nextClaimAt.ToUnixTimeMilliseconds())
            && !await OpenWalletAsync(claim, statements, nextClaimAt))
        {
            return new CreditResult.LostRace();
        }

        var (id, balance) = await statements.WalletAsync(claim.Address.ScriptPubKey.Hex);
        await statements.MoveClientAsync(claim, nowMilliseconds, (now + claim.Settings.ClientCooldown).ToUnixTimeMilliseconds());
        await statements.InsertClaimAsync(claim, id, nowMilliseconds);
        await statements.InsertDripAsync(claim, id, nowMilliseconds);
        return new CreditResult.Credited(new WalletId(id), Money.FromSatoshis(balance), nextClaimAt);
    }

    /// <summary>Opens a wallet with its first drip, if there is none and the other gates are open.</summary>
    private async Task<bool> OpenWalletAsync(PendingClaim claim, ClaimStatements statements, DateTimeOffset nextClaimAt)
    {
        if (!await statements.IsNewAsync(claim, nowMilliseconds))
        {
            return false;
        }

        var account = new LedgerAccount { Kind = AccountKind.Wallet };
        db.LedgerAccounts.Add(account);
        await db.SaveChangesAsync();
        db.Wallets.Add(new Wallets.Wallet
        {
            Id = new WalletId(account.Id),
            ScriptPubKey = claim.Address.ScriptPubKey,
            Address = claim.Address.Text,
            Balance = claim.Drip.Amount,
            NextClaimAt = nextClaimAt,
            CreatedAt = now,
        });
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        return true;
    }
}
