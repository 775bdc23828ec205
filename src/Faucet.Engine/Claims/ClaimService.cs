using System.Net;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Wallets;

namespace Faucet.Engine.Claims;

/// <summary>What a visitor would get now, and why.</summary>
/// <param name="Refusal">Why a claim would be refused now, or null.</param>
public sealed record ClaimOffer(
    Drip Drip, Money LeftToday, Money DailyBudget, TimeSpan Cooldown, Money Threshold, Refusal? Refusal);

/// <param name="Visitor">The random id in the visitor's cookie, to which the captcha was bound.</param>
public sealed record ClaimForm(string? Address, string? Captcha, string Visitor, IPAddress Client);

/// <summary>What became of a claim.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome() { }

    /// <param name="IsRepeat">The same captcha solution was posted before: this is that claim's outcome, nothing was credited again.</param>
    public sealed record Accepted(string ClaimId, WalletId WalletId, Drip Drip, Money Balance, DateTimeOffset NextClaimAt, bool IsRepeat) : ClaimOutcome;

    public sealed record Refused(Refusal Refusal) : ClaimOutcome;

    /// <summary>A field is wrong: which ("Address" or "Captcha"), and what to do about it.</summary>
    /// <param name="IsSecret">A key was pasted by mistake: do not show the text again, and warn.</param>
    public sealed record Invalid(string Field, string Message, bool IsSecret = false) : ClaimOutcome;
}

public sealed class ClaimService
{
    public Task<ClaimOffer> OfferAsync(WalletId? wallet, IPAddress client, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public Task<ClaimOutcome> ClaimAsync(ClaimForm form, CancellationToken cancellationToken) => throw new NotImplementedException();
}
