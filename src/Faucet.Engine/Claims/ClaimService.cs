using System.Net;
using System.Text.Json;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Captcha;
using Faucet.Core.Claims;
using Faucet.Core.Settings;
using Faucet.Core.Wallets;
using Faucet.Engine.Captcha;
using Faucet.Engine.Data;
using Faucet.Engine.Settings;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Claims;

/// <summary>What a visitor would get now, and why.</summary>
/// <param name="Refusal">Why a claim would be refused now, or null.</param>
public sealed record ClaimOffer(
    Drip Drip, Money LeftToday, Money DailyBudget, TimeSpan Cooldown, Money Threshold, Refusal? Refusal);

/// <param name="Visitor">The random id in the visitor's cookie, to which the captcha was bound.</param>
public sealed record ClaimForm(string? Address, CaptchaAnswers Captcha, string Visitor, IPAddress Client);

/// <summary>What became of a claim.</summary>
public abstract record ClaimOutcome
{
    private ClaimOutcome() { }

    /// <param name="IsRepeat">The same captcha solution was posted before: this is that claim's outcome, nothing was credited again.</param>
    public sealed record Accepted(string ClaimId, WalletId WalletId, Drip Drip, Money Balance, DateTimeOffset NextClaimAt, bool IsRepeat) : ClaimOutcome;

    public sealed record Refused(Refusal Refusal) : ClaimOutcome;

    /// <summary>A field is wrong: which ("Address" or "Captcha"), and what to do about it.</summary>
    /// <param name="Code">Stable, kebab-case, for programs and support.</param>
    /// <param name="IsSecret">A key was pasted by mistake: do not show the text again, and warn.</param>
    public sealed record Invalid(string Field, string Code, string Message, bool IsSecret = false) : ClaimOutcome;
}

/// <summary>Takes a claim from the form to the ledger: address → captcha → facts → rules → gates.</summary>
public sealed class ClaimService(
    FaucetDatabase database,
    SettingsStore settingsStore,
    CaptchaGate captcha,
    CaptchaDemands demands,
    CaptchaFailureLog captchaFailures,
    ClientKeys clientKeys,
    ClaimWriter writer,
    BitcoinNetwork network,
    TimeProvider time)
{
    public const string CaptchaAction = "claim";

    private const int Attempts = 3;

    public async Task<ClaimOffer> OfferAsync(WalletId? wallet, IPAddress client, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var snapshot = await settingsStore.ReadAsync(db, cancellationToken);
        var walletNext = wallet is { } id
            ? await db.Wallets.Where(w => w.Id == id).Select(w => (DateTimeOffset?)w.NextClaimAt).SingleOrDefaultAsync(cancellationToken)
            : null;
        var facts = await FactsAsync(db, snapshot.Settings, walletNext, clientKeys.KeyOf(client), cancellationToken);
        var settings = snapshot.Settings;
        var left = settings.DailyBudget > facts.GivenToday ? settings.DailyBudget - facts.GivenToday : Money.Zero;
        return new ClaimOffer(
            ClaimPolicy.DripFor(facts), left, settings.DailyBudget, settings.WalletCooldown, settings.PayoutThreshold, ClaimPolicy.FirstRefusal(facts));
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
        var client = clientKeys.KeyOf(form.Client);
        var demand = demands.For(client, ClientStanding.Unknown);
        var judged = await captcha.JudgeAsync(form.Captcha, new CaptchaBinding(CaptchaAction, form.Visitor, client), demand, cancellationToken);
        if (judged is CaptchaResult.Failed failed)
        {
            return await FailAsync(failed, address, client, cancellationToken);
        }

        var nonce = ((CaptchaResult.Passed)judged).Nonce;
        for (var attempt = 1; ; attempt++)
        {
            var (pending, outcome) = await DecideAsync(nonce, address, client, cancellationToken);
            if (pending is null)
            {
                return outcome!; // One of the two is there.
            }

            if (await writer.CreditAsync(pending, cancellationToken) is CreditResult.Credited credited)
            {
                return new ClaimOutcome.Accepted(nonce.ToString(), credited.WalletId, pending.Drip, credited.Balance, credited.NextClaimAt, IsRepeat: false);
            }

            // Somebody was faster: the facts, read again, say how.
            if (attempt == Attempts)
            {
                return new ClaimOutcome.Refused(new Refusal("busy", "Many people are claiming right now. Press Claim again in a moment.", time.GetUtcNow().AddSeconds(2)));
            }
        }
    }

    /// <returns>What to credit, or else why nothing is. The connection is given back before anybody waits for the writer.</returns>
    private async Task<(PendingClaim? Pending, ClaimOutcome? Outcome)> DecideAsync(
        CaptchaNonce nonce, PayoutAddress address, byte[] client, CancellationToken cancellationToken)
    {
        await using var db = database.Open();
        var now = time.GetUtcNow();
        var nonceBytes = nonce.ToBytes();
        var situation = await ClaimSituation.ReadAsync(db, address.ScriptPubKey.Hex, client, nonceBytes, now, cancellationToken);
        if (situation.IsRepeat)
        {
            return (null, await RepeatAsync(db, nonce, address, cancellationToken) ?? Fail(CaptchaFailures.Used, client));
        }

        var snapshot = await settingsStore.ReadAsync(db, situation.SettingsVersion, cancellationToken);
        var facts = situation.ToFacts(now, snapshot.Settings);
        return ClaimPolicy.FirstRefusal(facts) is { } refusal
            ? (null, new ClaimOutcome.Refused(refusal))
            : (new PendingClaim(nonceBytes, address, client, ClaimPolicy.DripFor(facts), snapshot.Settings, snapshot.Version), null);
    }

    private async Task<ClaimFacts> FactsAsync(
        FaucetDbContext db, FaucetSettings settings, DateTimeOffset? walletNext, byte[] client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var day = OutflowDay.DayOf(now);
        return new ClaimFacts(
            now,
            settings,
            walletNext,
            await db.ClientBuckets.Where(b => b.Key == client).Select(b => (DateTimeOffset?)b.NextClaimAt).SingleOrDefaultAsync(cancellationToken),
            await db.OutflowDays.Where(d => d.Day == day).Select(d => d.Spent).SingleOrDefaultAsync(cancellationToken));
    }

    /// <summary>A hosted check's token is spent by asking about it: posted again, it may be the repeat of a claim that was credited.</summary>
    private async Task<ClaimOutcome> FailAsync(
        CaptchaResult.Failed failed, PayoutAddress address, byte[] client, CancellationToken cancellationToken)
    {
        if (failed.SpentNonce is { } nonce)
        {
            await using var db = database.Open();
            if (await RepeatAsync(db, nonce, address, cancellationToken) is { } repeat)
            {
                return repeat;
            }
        }

        return Fail(failed, client);
    }

    private ClaimOutcome.Invalid Fail(CaptchaResult.Failed failed, byte[] client)
    {
        if (failed.Counts)
        {
            captchaFailures.Record(client, time.GetUtcNow());
        }

        return new ClaimOutcome.Invalid("Captcha", failed.Code, failed.Message);
    }

    /// <returns>The outcome of the claim that this captcha solution was already used for; null when that was of another wallet, or is none.</returns>
    private static async Task<ClaimOutcome?> RepeatAsync(
        FaucetDbContext db, CaptchaNonce nonce, PayoutAddress address, CancellationToken cancellationToken)
    {
        var key = nonce.ToBytes();
        var first = await db.Claims.AsNoTracking().Where(c => c.Nonce == key)
            .Join(db.Wallets, c => c.WalletId, w => w.Id, (claim, wallet) => new { claim, wallet }).SingleOrDefaultAsync(cancellationToken);
        return first is null || first.wallet.ScriptPubKey != address.ScriptPubKey
            ? null
            : new ClaimOutcome.Accepted(
                nonce.ToString(),
                first.wallet.Id,
                new Drip(first.claim.Base, ClaimFactors.Read(first.claim.Factors)),
                first.wallet.Balance,
                first.wallet.NextClaimAt,
                IsRepeat: true);
    }
}
