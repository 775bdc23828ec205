using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Clients;
using Faucet.Core.Wallets;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Engine.Settings;
using Microsoft.EntityFrameworkCore;

namespace Faucet.Engine.Claims;

/// <summary>Reads what a claim would rest on, to show it beforehand. Nothing is locked: the group that decides reads again.</summary>
public sealed class ClaimLook(FaucetDatabase database, SettingsStore settingsStore, TimeProvider time)
{
    /// <summary>Budgets and settings are the same for all visitors: what was read within this time is not read again.</summary>
    private static readonly TimeSpan SharedFor = TimeSpan.FromSeconds(1);

    private volatile FaucetState? shared;

    /// <param name="wallet">The visitor's, if there is one.</param>
    public async Task<ClaimFacts> FactsAsync(
        WalletId? wallet, IReadOnlyList<BucketKey> buckets, CaptchaFacts captcha, NetworkKinds listed, CancellationToken cancellationToken)
    {
        await using var db = database.Open();

        // Once for all that follows: each query would open and close it again.
        await db.Database.OpenConnectionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var (gate, settings, _) = await SharedAsync(db, now, cancellationToken);
        var found = wallet is { } id
            ? await db.Wallets.Where(w => w.Id == id).Select(w => new WalletFacts(w.NextClaimAt, w.CreatedAt)).SingleOrDefaultAsync(cancellationToken)
            : null;
        return new ClaimFacts
        {
            Now = now,
            Settings = settings.Settings,
            Wallet = found,
            Buckets = await BucketsAsync(db, buckets, cancellationToken),
            Available = Money.FromSatoshis(Math.Max(gate.Available, 0)),
            Hour = OutflowBudget.Hourly(settings.Settings, new OutflowMeter(gate.HourSpent, gate.HourAt), now),
            Day = OutflowBudget.Daily(settings.Settings, new OutflowMeter(gate.DaySpent, gate.DayAt), now),
            Captcha = captcha,
            Listed = listed,
            WaitsHoldSince = gate.ClockSetBackAt > settings.ChangedAt ? gate.ClockSetBackAt : settings.ChangedAt,
        };
    }

    private async Task<FaucetState> SharedAsync(FaucetDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (shared is { } seen && now >= seen.At && now - seen.At < SharedFor)
        {
            return seen;
        }

        var read = await db.ClaimGates.AsNoTracking()
            .Select(gate => new { gate, version = db.SettingChanges.Max(c => (long?)c.Version) ?? 0 }).SingleAsync(cancellationToken);
        return shared = new FaucetState(read.gate, await settingsStore.ReadAsync(db, read.version, cancellationToken), now);
    }

    private static async Task<IReadOnlyList<BucketFacts>> BucketsAsync(FaucetDbContext db, IReadOnlyList<BucketKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var wanted = keys.SelectMany(key => key.PreviousKey is { } previous ? new[] { key.Key, previous } : [key.Key]).ToArray();
        var rows = await db.ClientBuckets.AsNoTracking().Where(b => wanted.Contains(b.Key)).ToListAsync(cancellationToken);
        return
        [
            .. keys.Select(key =>
            {
                var mine = rows.Where(row => row.Key.AsSpan().SequenceEqual(key.Key) || row.Key.AsSpan().SequenceEqual(key.PreviousKey)).ToList();
                return new BucketFacts(key.Scope, Latest(mine.Select(b => b.NextClaimAt)), Latest(mine.Select(b => b.NextWalletAt)));
            }),
        ];
    }

    private static DateTimeOffset? Latest(IEnumerable<DateTimeOffset> arrivals) =>
        arrivals.DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max() is var latest && latest > DateTimeOffset.UnixEpoch ? latest : null;

    private sealed record FaucetState(ClaimGate Gate, SettingsSnapshot Settings, DateTimeOffset At);
}
