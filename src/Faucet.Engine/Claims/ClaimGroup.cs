using System.Buffers.Binary;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Claims.Factors;
using Faucet.Core.Clients;
using Faucet.Core.Wallets;
using Faucet.Engine.Clients;
using Faucet.Engine.Settings;

namespace Faucet.Engine.Claims;

/// <summary>Decides the claims of a group one after the other on what the database said, and gathers what they change.</summary>
internal sealed class ClaimGroup
{
    private readonly SettingsSnapshot settings;
    private readonly DateTimeOffset now;
    private readonly bool wasSetBack;
    private readonly DateTimeOffset clockSetBackAt;
    private readonly Dictionary<string, GroupWallet> wallets;
    private readonly Dictionary<UInt128, GroupBucket> buckets;
    private readonly HashSet<UInt128> usedNonces;
    private readonly List<GroupOutcome> outcomes = [];
    private long available;
    private OutflowBudget hour;
    private OutflowBudget day;
    private Money given;

    public ClaimGroup(GroupRows rows, SettingsSnapshot settings, DateTimeOffset now)
    {
        this.settings = settings;
        this.now = now;
        var gate = rows.Gate;
        wasSetBack = now + ClaimFacts.ClockTolerance < At(gate.SeenAt);
        clockSetBackAt = wasSetBack ? now : At(gate.ClockSetBackAt);
        available = gate.Available;
        hour = OutflowBudget.Hourly(settings.Settings, new OutflowMeter(Money.FromSatoshis(gate.HourSpent), At(gate.HourAt)), now);
        day = OutflowBudget.Daily(settings.Settings, new OutflowMeter(Money.FromSatoshis(gate.DaySpent), At(gate.DayAt)), now);
        wallets = rows.Wallets.ToDictionary(w => w.Script, w => new GroupWallet(w));
        buckets = rows.Buckets.ToDictionary(b => Number(b.Key), b => new GroupBucket(b));
        usedNonces = [.. rows.UsedNonces.Select(nonce => Number(nonce))];
    }

    public int NewWallets => wallets.Values.Count(w => w.IsNew);

    public bool HasChanges => given > Money.Zero || wasSetBack;

    public static GroupKeys KeysOf(IReadOnlyList<PendingClaim> claims) => new(
        [.. claims.Select(c => c.Address.ScriptPubKey.Hex).Distinct()],
        [.. claims.SelectMany(c => c.Buckets).SelectMany(KeysOf).DistinctBy(key => Number(key))],
        [.. claims.Select(c => c.Nonce).DistinctBy(nonce => Number(nonce))]);

    public void Decide(PendingClaim claim)
    {
        if (usedNonces.Contains(Number(claim.Nonce)))
        {
            outcomes.Add(new GroupOutcome(claim, null, null));
            return;
        }

        var script = claim.Address.ScriptPubKey.Hex;
        wallets.TryGetValue(script, out var wallet);
        var facts = FactsOf(claim, wallet);
        claim.Reputation = ReputationFactor.Reputation(facts with { Captcha = CaptchaFacts.None });
        var decision = ClaimPolicy.Decide(facts);
        var opensWallet = false;
        if (decision is ClaimDecision.Granted { Drip: var drip })
        {
            opensWallet = wallet is null;
            wallet ??= wallets[script] = new GroupWallet(claim.Address, now);
            MoveBuckets(claim, facts);
            usedNonces.Add(Number(claim.Nonce));
            wallet.Receive(drip.Amount, Of(now + settings.Settings.WalletCooldown));
            available -= drip.Amount.Satoshis;
            hour = hour.Give(drip.Amount);
            day = day.Give(drip.Amount);
            given += drip.Amount;
        }

        outcomes.Add(new GroupOutcome(claim, decision, wallet, opensWallet));
    }

    /// <param name="accounts">One for each new wallet.</param>
    public GroupChanges Changes(IReadOnlyList<long> accounts)
    {
        var next = 0;
        foreach (var wallet in wallets.Values.Where(w => w.IsNew))
        {
            wallet.Id = accounts[next++];
        }

        return new GroupChanges(
            new GateRow(available, hour.Meter.Spent.Satoshis, Of(hour.Meter.At), day.Meter.Spent.Satoshis, Of(day.Meter.At), Of(now), Of(clockSetBackAt)),
            OutflowDay.DayOf(now),
            given.Satoshis,
            settings.Settings.PayoutThreshold.Satoshis,
            [.. wallets.Where(w => w.Value.IsNew).Select(w => w.Value.ToNewRow(w.Key))],
            [.. wallets.Values.Where(w => !w.IsNew && w.Credit > Money.Zero).Select(w => w.ToCreditRow())],
            [.. buckets.Values.Where(b => b.IsChanged).Select(b => b.ToRow())],
            [.. outcomes.Where(o => o.Decision is ClaimDecision.Granted).Select(ToRow)]);
    }

    /// <param name="balances">Of the wallets that were there before, after the group.</param>
    public IReadOnlyList<CreditResult> Results(IReadOnlyDictionary<long, long> balances) => [.. outcomes.Select(outcome => outcome.Decision switch
    {
        null => new CreditResult.Used(),
        ClaimDecision.Refused refused => (CreditResult)new CreditResult.Refused(refused.Refusal),
        ClaimDecision.Granted granted => new CreditResult.Credited(
            new WalletId(outcome.Wallet!.Id), // A claim that was granted has its wallet.
            granted.Drip,
            granted.OnTrial,
            outcome.Wallet.IsNew ? outcome.Wallet.Credit : Money.FromSatoshis(balances[outcome.Wallet.Id]),
            At(outcome.Wallet.NextClaimAt),
            outcome.OpensWallet),
        _ => throw new InvalidOperationException($"Unknown decision {outcome.Decision}."),
    })];

    private ClaimFacts FactsOf(PendingClaim claim, GroupWallet? wallet) => new()
    {
        Now = now,
        Settings = settings.Settings,
        Wallet = wallet is null ? null : new WalletFacts(At(wallet.NextClaimAt), At(wallet.OpenedAt)),
        Buckets = [.. claim.Buckets.Select(FactsOf)],
        Available = Money.FromSatoshis(Math.Max(available, 0)),
        Hour = hour,
        Day = day,
        Captcha = claim.Captcha,
        Listed = claim.Listed,
        Draw = claim.Draw,
        WaitsHoldSince = clockSetBackAt > settings.ChangedAt ? clockSetBackAt : settings.ChangedAt,
    };

    private BucketFacts FactsOf(BucketKey key)
    {
        var bucket = buckets.GetValueOrDefault(Number(key.Key));
        var previous = key.PreviousKey is { } old ? buckets.GetValueOrDefault(Number(old)) : null;
        return new BucketFacts(
            key.Scope,
            Later(bucket?.NextClaimAt, previous?.NextClaimAt),
            Later(bucket?.NextWalletAt, previous?.NextWalletAt));
    }

    /// <summary>Only what was credited uses limits up. What was stored under a wrong clock is put right with it.</summary>
    private void MoveBuckets(PendingClaim claim, ClaimFacts facts)
    {
        foreach (var (key, before) in claim.Buckets.Zip(facts.Buckets))
        {
            var bucket = buckets.TryGetValue(Number(key.Key), out var found) ? found : buckets[Number(key.Key)] = new GroupBucket(key.Key);
            var claims = ClientLimits.Claims(key.Scope, settings.Settings);
            var walletArrival = before.WalletArrival;
            if (ClientLimits.NewWallets(key.Scope, settings.Settings) is { } wallets)
            {
                walletArrival = facts.Bounded(walletArrival, wallets.Horizon);
                walletArrival = facts.Wallet is null ? wallets.After(walletArrival, now) : walletArrival;
            }

            bucket.Move(Of(claims.After(facts.Bounded(before.ClaimArrival, claims.Horizon), now)), walletArrival is { } at ? Of(at) : 0);
        }
    }

    private ClaimRow ToRow(GroupOutcome outcome)
    {
        var granted = (ClaimDecision.Granted)outcome.Decision!;
        return new ClaimRow(
            outcome.Claim.Nonce,
            Convert.ToHexStringLower(outcome.Claim.Nonce),
            outcome.Wallet!.Id,
            granted.Drip.Base.Satoshis,
            granted.Drip.Amount.Satoshis,
            ClaimFactors.Write(granted.Drip.Factors, granted.OnTrial),
            settings.Version,
            Of(now));
    }

    private static IEnumerable<byte[]> KeysOf(BucketKey key) => key.PreviousKey is { } previous ? [key.Key, previous] : [key.Key];

    private static DateTimeOffset? Later(long? left, long? right) => Math.Max(left ?? 0, right ?? 0) is > 0 and var later ? At(later) : null;

    private static UInt128 Number(byte[] key) => BinaryPrimitives.ReadUInt128BigEndian(key);

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static long Of(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}

/// <param name="Decision">Null when its captcha was used before.</param>
/// <param name="Wallet">Null when there is none and none was opened.</param>
/// <param name="OpensWallet">It is the first of the wallet.</param>
internal sealed record GroupOutcome(PendingClaim Claim, ClaimDecision? Decision, GroupWallet? Wallet, bool OpensWallet = false);
