using Faucet.Core.Amounts;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Engine.Wallets;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Faucet.Web.Wallets;

/// <summary>What is in the wallet of this device, how far it is to a payout, and where each payout is.</summary>
internal sealed class WalletModel(WalletReader wallets, WalletCookie walletCookie, TimeProvider clock) : PageModel
{
    /// <summary>Null when this device has no wallet yet.</summary>
    public WalletStatement? Statement { get; private set; }

    /// <summary>What the claim that led here credited; null on an ordinary visit.</summary>
    public Money? Credited { get; private set; }

    public bool CanClaim { get; private set; }

    /// <summary>True while a payout is under way or about to be, so that the page is worth refreshing.</summary>
    public bool IsMoving { get; private set; }

    public async Task OnGetAsync(string? claim, CancellationToken cancellationToken)
    {
        if (walletCookie.Read(Request) is not { } remembered)
        {
            return;
        }

        Statement = await wallets.FindAsync(remembered.Id, cancellationToken);
        if (Statement is null)
        {
            return;
        }

        Credited = claim is not null && claim == remembered.ClaimId ? remembered.Credited : null;
        CanClaim = Statement.NextClaimAt <= clock.GetUtcNow();
        IsMoving = Statement.Balance >= Statement.Threshold || Statement.Withdrawals.Any(w => w.State != WithdrawalState.Final);
    }

    /// <summary>What comes next when the threshold is reached.</summary>
    public static string WhatStarts(WalletStatement wallet)
    {
        ArgumentNullException.ThrowIfNull(wallet);
        return wallet switch
        {
            { BlockedReason: not null } => "",
            { PauseReason: { } pause } => pause,
            _ when wallet.Withdrawals.Any(w => w.State != WithdrawalState.Final) => "Your next payout starts when the one on its way is final.",
            _ => "Your payout starts by itself within moments.",
        };
    }

    public static string Words(StatementLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Kind switch
        {
            TransferKind.Drip => "Claim",
            TransferKind.Withdrawal => line.IsCredit ? "Payout returned" : "Moved to a payout",
            _ => line.IsCredit ? "Correction in your favour" : "Correction",
        };
    }
}
