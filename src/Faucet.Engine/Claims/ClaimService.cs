using System.Net;
using System.Text.Json;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Captcha;
using Faucet.Core.Claims;
using Faucet.Core.Claims.Factors;
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
public sealed record ClaimOffer(Drip Drip, OutflowBudget Hour, OutflowBudget Day, FaucetSettings Settings, Refusal? Refusal)
{
    /// <summary>The hour's budget or the day's, whichever is emptier: that one makes drips smaller.</summary>
    public OutflowBudget Emptier =>
        (Int128)Hour.Left.Satoshis * Day.Total.Satoshis < (Int128)Day.Left.Satoshis * Hour.Total.Satoshis ? Hour : Day;
}

/// <param name="Visitor">The random id in the visitor's cookie, to which the captcha was bound.</param>
public sealed record ClaimForm(string? Address, CaptchaAnswers Captcha, string Visitor, IPAddress Client)
{
    /// <summary>The keys of the client's buckets, if whoever took the form made them already (each costs a hash); null to have them made.</summary>
    public IReadOnlyList<BucketKey>? Buckets { get; init; }
}

/// <summary>What became of a claim.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome() { }

    /// <param name="OpensWallet">It is the first claim of its wallet.</param>
    /// <param name="IsRepeat">The same captcha solution was posted before: this is that claim's outcome, nothing was credited again.</param>
    public sealed record Accepted(
        string ClaimId, WalletId WalletId, Drip Drip, Money Balance, DateTimeOffset NextClaimAt, bool OpensWallet, bool IsRepeat) : ClaimOutcome;

    public sealed record Refused(Refusal Refusal) : ClaimOutcome;

    /// <summary>A field is wrong: which ("Address" or "Captcha"), and what to do about it.</summary>
    /// <param name="Code">Stable, kebab-case, for programs and support.</param>
    /// <param name="IsSecret">A key was pasted by mistake: do not show the text again, and warn.</param>
    public sealed record Invalid(string Field, string Code, string Message, bool IsSecret = false) : ClaimOutcome;
}

/// <summary>Takes a claim from the form to the ledger: address → captcha → rules → reply.</summary>
public sealed class ClaimService(
    FaucetDatabase database,
    CaptchaGate captcha,
    CaptchaDemands demands,
    CaptchaFailureLog captchaFailures,
    ClientKeys clientKeys,
    ClientStandings standings,
    ClaimDraw draw,
    ClaimLook look,
    ClaimWriter writer,
    BitcoinNetwork network,
    TimeProvider time)
{
    public const string CaptchaAction = "claim";

    /// <param name="wallet">The visitor's, if there is one.</param>
    /// <param name="visitor">The random id in the visitor's cookie, if there is one.</param>
    public async Task<ClaimOffer> OfferAsync(WalletId? wallet, IPAddress client, string? visitor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var buckets = clientKeys.KeysOf(client, visitor, now);
        var host = ClientKeys.HostKeyIn(buckets);
        var captchaFacts = CaptchaFactsOf(host, now, isByWaiting: false);
        var facts = await look.FactsAsync(wallet, buckets, captchaFacts, standings.NetworkOf(client), cancellationToken);
        standings.Remember(host, ReputationFactor.Reputation(facts with { Captcha = CaptchaFacts.None }));
        return OfferOn(facts);
    }

    /// <summary>The offer to a visitor of whom nothing is known.</summary>
    public async Task<ClaimOffer> OfferToAnybodyAsync(CancellationToken cancellationToken) =>
        OfferOn(await look.FactsAsync(null, [], CaptchaFacts.None, NetworkKinds.None, cancellationToken));

    /// <exception cref="ClaimsBusyException">More claims wait than can be served soon.</exception>
    public async Task<ClaimOutcome> ClaimAsync(ClaimForm form, CancellationToken cancellationToken)
    {
        var reading = AddressCodec.Decode(form.Address ?? "", network);
        if (reading is AddressReading.Refused { Refusal: var wrong })
        {
            return new ClaimOutcome.Invalid("Address", $"address-{JsonNamingPolicy.KebabCaseLower.ConvertName(wrong.Code.ToString())}", wrong.Message, wrong.IsSecret);
        }

        var address = ((AddressReading.Accepted)reading).Address;
        var now = time.GetUtcNow();
        var buckets = form.Buckets ?? clientKeys.KeysOf(form.Client, form.Visitor, now);
        var host = ClientKeys.HostKeyIn(buckets);
        var demand = demands.For(host, standings.ForCheckOf(form.Client));
        if (demand.Hosted is not null && await RefusalForFailuresAsync(host, cancellationToken) is { } tooMany)
        {
            return new ClaimOutcome.Refused(tooMany);
        }

        var judged = await captcha.JudgeAsync(form.Captcha, new CaptchaBinding(CaptchaAction, form.Visitor, host), demand, cancellationToken);
        if (judged is CaptchaResult.Failed failed)
        {
            return await FailAsync(failed, address, host, cancellationToken);
        }

        var passed = (CaptchaResult.Passed)judged;
        var nonce = passed.Nonce.ToBytes();
        var pending = new PendingClaim(
            nonce,
            address,
            buckets,
            CaptchaFactsOf(host, now, passed.Method is CaptchaMethod.Waiting),
            standings.NetworkOf(form.Client),
            draw.For(nonce));
        var result = await writer.CreditAsync(pending, cancellationToken);
        standings.RememberClaim(host, pending.Reputation);
        return result switch
        {
            CreditResult.Credited credited => new ClaimOutcome.Accepted(
                passed.Nonce.ToString(), credited.WalletId, credited.Drip, credited.Balance, credited.NextClaimAt, credited.OpensWallet, IsRepeat: false),
            CreditResult.Refused refused => new ClaimOutcome.Refused(refused.Refusal),
            CreditResult.Used => await RepeatAsync(passed.Nonce, address, cancellationToken) ?? Fail(CaptchaFailures.Used, host),
            var unknown => throw new InvalidOperationException($"Unknown result {unknown}."),
        };
    }

    /// <summary>Asking a provider costs time and may cost money: a client that failed too often does not make us ask.</summary>
    private async Task<Refusal?> RefusalForFailuresAsync(byte[] host, CancellationToken cancellationToken)
    {
        var captchaFacts = CaptchaFactsOf(host, time.GetUtcNow(), isByWaiting: false);
        return captchaFacts.BlockedUntil is null
            ? null
            : (ClaimPolicy.Decide(await look.FactsAsync(null, [], captchaFacts, NetworkKinds.None, cancellationToken)) as ClaimDecision.Refused)?.Refusal;
    }

    private static ClaimOffer OfferOn(ClaimFacts facts)
    {
        facts = facts with { Settings = facts.Settings with { Prizes = PrizeTable.Even } };
        return new ClaimOffer(
            ClaimPolicy.DripFor(facts), facts.Hour, facts.Day, facts.Settings, (ClaimPolicy.Decide(facts) as ClaimDecision.Refused)?.Refusal);
    }

    private CaptchaFacts CaptchaFactsOf(byte[] host, DateTimeOffset now, bool isByWaiting) =>
        new(captchaFailures.PercentOfLimit(host, now), captchaFailures.BlockedUntil(host, now), isByWaiting);

    /// <summary>A hosted check's token is spent by asking about it: posted again, it may be the repeat of a claim that was credited.</summary>
    private async Task<ClaimOutcome> FailAsync(CaptchaResult.Failed failed, PayoutAddress address, byte[] host, CancellationToken cancellationToken) =>
        failed.SpentNonce is { } nonce && await RepeatAsync(nonce, address, cancellationToken) is { } repeat ? repeat : Fail(failed, host);

    private ClaimOutcome.Invalid Fail(CaptchaResult.Failed failed, byte[] host)
    {
        if (failed.Counts)
        {
            captchaFailures.Record(host, time.GetUtcNow());
        }

        return new ClaimOutcome.Invalid("Captcha", failed.Code, failed.Message);
    }

    /// <returns>The outcome of the claim that this captcha was already used for; null when that was of another wallet, or is none.</returns>
    private async Task<ClaimOutcome?> RepeatAsync(CaptchaNonce nonce, PayoutAddress address, CancellationToken cancellationToken)
    {
        await using var db = database.Open();

        // One connection for both: what a server that died in between had shown, another's flush says nothing about.
        await db.Database.OpenConnectionAsync(cancellationToken);
        var key = nonce.ToBytes();
        var first = await db.Claims.AsNoTracking().Where(c => c.Nonce == key)
            .Join(db.Wallets, c => c.WalletId, w => w.Id, (claim, wallet) => new { claim, wallet }).SingleOrDefaultAsync(cancellationToken);
        if (first is null || first.wallet.ScriptPubKey != address.ScriptPubKey)
        {
            return null;
        }

        await database.Dialect.FlushAsync(db, cancellationToken);
        return new ClaimOutcome.Accepted(
            nonce.ToString(),
            first.wallet.Id,
            new Drip(first.claim.Base, ClaimFactors.Read(first.claim.Factors).Factors),
            first.wallet.Balance,
            first.wallet.NextClaimAt,
            first.claim.At == first.wallet.CreatedAt,
            IsRepeat: true);
    }
}
