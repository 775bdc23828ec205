using System.Globalization;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Ledger;
using Faucet.Core.Payouts;
using Faucet.Engine.Payouts;
using Faucet.Engine.Wallets;
using Faucet.Web.Site;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Faucet.Web.Wallets;

/// <summary>What is in the wallet of this device, how far it is to a payout, where each payout is, and what its owner may ask for.</summary>
/// <remarks>No antiforgery token: no form of another website is sent with the wallet's cookie (SameSite=Lax), and none of another host is taken.</remarks>
[IgnoreAntiforgeryToken]
internal sealed class WalletModel(WalletReader wallets, WithdrawalRequests requests, WalletCookie walletCookie, TimeProvider clock) : PageModel
{
    private const string OtherDevice =
        "Only the device that opened this wallet can move its payouts, because anybody can claim for any address. Payouts at the threshold start by themselves.";

    /// <summary>Null when this device has no wallet yet.</summary>
    public WalletStatement? Statement { get; private set; }

    /// <summary>What the claim that led here credited; null on an ordinary visit.</summary>
    public Money? Credited { get; private set; }

    public bool CanClaim { get; private set; }

    /// <summary>True where the wallet was opened: here its owner asks for payouts and cancels them.</summary>
    public bool IsOpener { get; private set; }

    /// <summary>Why what was just asked for is not possible, or null.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>True while a payout is under way or about to be, so that the page is worth refreshing.</summary>
    public bool IsMoving { get; private set; }

    public Task OnGetAsync(string? claim, CancellationToken cancellationToken) => ShowAsync(claim, cancellationToken);

    /// <param name="order">What is asked for: <c>batched</c>, <c>at-once</c> or <c>cancel</c>.</param>
    /// <param name="amount">In satoshis, as it was shown.</param>
    /// <param name="fee">Alike.</param>
    /// <param name="payout">The withdrawal to cancel.</param>
    public async Task<IActionResult> OnPostAsync(
        [FromForm] string? order, [FromForm] string? amount, [FromForm] string? fee, [FromForm] string? payout, CancellationToken cancellationToken)
    {
        if (Request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        Refusal = walletCookie.Read(Request) switch
        {
            null => new Refusal("payout-no-wallet", "This device has no wallet yet."),
            { IsOpener: false } => new Refusal("payout-other-device", OtherDevice),
            var wallet => (order, Satoshis(amount), Satoshis(fee)) switch
            {
                ("batched", { } shown, { } charged) => await requests.RequestAsync(wallet.Id, PayoutSpeed.Batched, shown, charged, cancellationToken),
                ("at-once", { } shown, { } charged) => await requests.RequestAsync(wallet.Id, PayoutSpeed.AtOnce, shown, charged, cancellationToken),
                ("cancel", _, _) when Guid.TryParseExact(payout, "D", out var id) => await requests.CancelAsync(wallet.Id, id, cancellationToken),
                _ => new Refusal("payout-form", "That form was damaged. Please use the buttons on this page."),
            },
        };
        if (Refusal is null)
        {
            return new SeeOther("/wallet");
        }

        Response.StatusCode = Refusal.Code switch
        {
            WithdrawalRequests.UnavailableCode => StatusCodes.Status503ServiceUnavailable,
            "payout-form" => StatusCodes.Status422UnprocessableEntity,
            "payout-other-device" => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status409Conflict,
        };
        if (Refusal.RetryAt is { } at)
        {
            Response.RetryAt(at, clock);
        }

        if (Request.WantsProblem())
        {
            return Problems.Result(Response.StatusCode, Refusal.Code, Refusal.Message, Refusal.RetryAt);
        }

        await ShowAsync(null, cancellationToken);
        return Page();
    }

    /// <summary>What comes next when the threshold is reached.</summary>
    public static string WhatStarts(WalletStatement wallet)
    {
        ArgumentNullException.ThrowIfNull(wallet);
        return wallet switch
        {
            { BlockedReason: not null } => "",
            { PauseReason: { } pause } => pause,
            _ when wallet.Withdrawals.Any(IsUnderWay) => "Your next payout starts when the one on its way is final.",
            { OnHoldUntil: { } until } => $"You cancelled a payout, so the next one starts by itself only on {until.InUtc()}.",
            _ => "Your payout starts by itself within moments.",
        };
    }

    /// <summary>What the network's fee takes of a payout.</summary>
    public static string WhoPays(Money fee) => fee == Money.Zero ? "The network's fee is on us." : $"{fee.Digits()} sat of it go to the network's fee.";

    public static bool IsUnderWay(WithdrawalStatement withdrawal)
    {
        ArgumentNullException.ThrowIfNull(withdrawal);
        return withdrawal.State is not (WithdrawalState.Final or WithdrawalState.Cancelled);
    }

    public static string Words(StatementLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Kind switch
        {
            TransferKind.Drip => "Claim",
            TransferKind.Withdrawal => "Moved to a payout",
            TransferKind.WithdrawalFee => "The network's fee of a payout",
            TransferKind.Cancellation => "Payout cancelled",
            TransferKind.FeeReturn => "Its fee returned",
            _ => line.IsCredit ? "Correction in your favour" : "Correction",
        };
    }

    private async Task ShowAsync(string? claim, CancellationToken cancellationToken)
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

        IsOpener = remembered.IsOpener;
        Credited = claim is not null && claim == remembered.ClaimId ? remembered.Credited : null;
        CanClaim = Statement.NextClaimAt <= clock.GetUtcNow();
        IsMoving = (Statement.Balance >= Statement.Threshold && Statement.OnHoldUntil is null) || Statement.Withdrawals.Any(IsUnderWay);
    }

    private static Money? Satoshis(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= Money.Maximum.Satoshis ? Money.FromSatoshis(number) : null;
}
