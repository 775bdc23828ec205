using System.Net;
using System.Text.Json;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Clients;
using Faucet.Core.Settings;
using Faucet.Core.Wallets;
using Faucet.Engine.Captcha;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Claims;

/// <summary>What a visitor would get now, and why.</summary>
/// <param name="Drip">Without the draw, which is the claim's own.</param>
/// <param name="Refusal">Why a claim would be refused now, or null.</param>
public sealed record ClaimOffer(Drip Drip, OutflowBudget Hour, OutflowBudget Day, FaucetSettings Settings, Refusal? Refusal);

/// <param name="Visitor">The random id in the visitor's cookie, to which the captcha was bound.</param>
public sealed record ClaimForm(string? Address, string? Captcha, string Visitor, IPAddress Client);

/// <summary>What became of a claim.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome() { }

    /// <param name="IsRepeat">The same captcha solution was posted before: this is that claim's outcome, nothing was credited again.</param>
    public sealed record Accepted(
        string ClaimId, WalletId WalletId, Drip Drip, Money Balance, DateTimeOffset NextClaimAt, bool IsRepeat) : ClaimOutcome;

    public sealed record Refused(Refusal Refusal) : ClaimOutcome;

    /// <summary>A field is wrong: which ("Address" or "Captcha"), and what to do about it.</summary>
    /// <param name="Code">Stable, kebab-case, for programs and support.</param>
    /// <param name="IsSecret">A key was pasted by mistake: do not show the text again, and warn.</param>
    public sealed record Invalid(string Field, string Code, string Message, bool IsSecret = false) : ClaimOutcome;
}

/// <summary>Takes a claim from the form to the ledger: address → captcha → rules → reply.</summary>
public sealed class ClaimService(
    FaucetDatabase database,
    ICaptchaVerifier captcha,
    ClientKeys clientKeys,
    ClaimDraw draw,
    ClaimLook look,
    ClaimWriter writer,
    BitcoinNetwork network,
    TimeProvider time)
{
    public const string CaptchaAction = "claim";

    public async Task<ClaimOffer> OfferAsync(WalletId? wallet, IPAddress client, string? visitor, CancellationToken cancellationToken)
    {
        var facts = await look.FactsAsync(wallet, clientKeys.KeysOf(client, visitor, time.GetUtcNow()), CaptchaFacts.None, NetworkKinds.None, cancellationToken);
        facts = facts with { Settings = facts.Settings with { Prizes = PrizeTable.Even } };
        return new ClaimOffer(
            ClaimPolicy.DripFor(facts), facts.Hour, facts.Day, facts.Settings, (ClaimPolicy.Decide(facts) as ClaimDecision.Refused)?.Refusal);
    }

    /// <exception cref="ClaimsBusyException">More claims wait than can be served soon.</exception>
    public async Task<ClaimOutcome> ClaimAsync(ClaimForm form, CancellationToken cancellationToken)
    {
        var reading = AddressCodec.Decode(form.Address ?? "", network);
        if (reading is AddressReading.Refused { Refusal: var wrong })
        {
            return new ClaimOutcome.Invalid("Address", $"address-{JsonNamingPolicy.KebabCaseLower.ConvertName(wrong.Code.ToString())}", wrong.Message, wrong.IsSecret);
        }

        var address = ((AddressReading.Accepted)reading).Address;
        var judged = await captcha.VerifyAsync(form.Captcha, new CaptchaBinding(CaptchaAction, form.Visitor), cancellationToken);
        if (judged is CaptchaResult.Failed failed)
        {
            return new ClaimOutcome.Invalid("Captcha", failed.Code, failed.Message);
        }

        var nonce = ((CaptchaResult.Passed)judged).Nonce;
        var bytes = nonce.ToBytes();
        var pending = new PendingClaim(bytes, address, clientKeys.KeysOf(form.Client, form.Visitor, time.GetUtcNow()), CaptchaFacts.None, NetworkKinds.None, draw.For(bytes));
        return await writer.CreditAsync(pending, cancellationToken) switch
        {
            CreditResult.Credited credited => new ClaimOutcome.Accepted(
                nonce.ToString(), credited.WalletId, credited.Drip, credited.Balance, credited.NextClaimAt, IsRepeat: false),
            CreditResult.Refused refused => new ClaimOutcome.Refused(refused.Refusal),
            CreditResult.Used => await RepeatAsync(nonce, address, cancellationToken),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
    }

    /// <summary>The outcome of the claim that this captcha solution was already used for.</summary>
    private async Task<ClaimOutcome> RepeatAsync(CaptchaNonce nonce, PayoutAddress address, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var key = nonce.ToBytes();
        var first = await db.Claims.AsNoTracking().Where(c => c.Nonce == key)
            .Join(db.Wallets, c => c.WalletId, w => w.Id, (claim, wallet) => new { claim, wallet }).SingleAsync(cancellationToken);
        return first.wallet.ScriptPubKey != address.ScriptPubKey
            ? new ClaimOutcome.Invalid("Captcha", "captcha-used", "This check was already used. It runs again by itself; then press Claim.")
            : new ClaimOutcome.Accepted(
                nonce.ToString(),
                first.wallet.Id,
                new Drip(first.claim.Base, ClaimFactors.Read(first.claim.Factors).Factors),
                first.wallet.Balance,
                first.wallet.NextClaimAt,
                IsRepeat: true);
    }
}
