using Faucet.Core.Amounts;
using Faucet.Core.Clients;
using Faucet.Core.Settings;

namespace Faucet.Core.Claims;

/// <summary>All that a decision on a claim rests on, read once.</summary>
public sealed record ClaimFacts
{
    /// <summary>Clocks of replicas differ, and are corrected by a little all the time. What is off by less is no wrong clock.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public required DateTimeOffset Now { get; init; }

    public required FaucetSettings Settings { get; init; }

    /// <summary>Null for a wallet that this claim would open.</summary>
    public WalletFacts? Wallet { get; init; }

    /// <summary>The client's buckets, one per scope that it has.</summary>
    public IReadOnlyList<BucketFacts> Buckets { get; init; } = [];

    /// <summary>What the hot wallet holds and nobody is owed; zero also where more is owed than it holds.</summary>
    public required Money Available { get; init; }

    public required OutflowBudget Hour { get; init; }

    public required OutflowBudget Day { get; init; }

    public CaptchaFacts Captcha { get; init; } = CaptchaFacts.None;

    /// <summary>What the operator's lists say about the client's network.</summary>
    public NetworkKinds Listed { get; init; }

    /// <summary>The claim's dice: uniform, fixed by its captcha, so that trying again draws the same.</summary>
    public uint Draw { get; init; }

    /// <summary>
    /// Since when waits have been made as they are now: the last time the clock was set back or a setting was changed. A stored wait that is longer
    /// than its window was made before that, and ends one window after it.
    /// </summary>
    public DateTimeOffset WaitsHoldSince { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>New, or opened not long enough ago to be known.</summary>
    public bool IsNewcomer => Wallet is null || Wallet.OpenedAt > Now - Settings.NewcomerFor;

    public BucketFacts? Bucket(ClientScope scope)
    {
        foreach (var bucket in Buckets)
        {
            if (bucket.Scope == scope)
            {
                return bucket;
            }
        }

        return null;
    }

    /// <summary>A stored end of a wait, which is never further away than its window.</summary>
    public DateTimeOffset? Bounded(DateTimeOffset? stored, TimeSpan window)
    {
        var latest = WaitsHoldSince + window;
        return stored > Now + window + ClockTolerance && latest < stored ? latest : stored;
    }
}

/// <param name="NextClaimAt">When the wallet may claim again.</param>
public sealed record WalletFacts(DateTimeOffset NextClaimAt, DateTimeOffset OpenedAt);

/// <param name="ClaimArrival">Of the limit on claims, as <see cref="RateLimit"/> stores it; null when there was none.</param>
/// <param name="WalletArrival">The same of the limit on new wallets.</param>
public sealed record BucketFacts(ClientScope Scope, DateTimeOffset? ClaimArrival, DateTimeOffset? WalletArrival);

/// <param name="FailurePercent">How much of its failures the client's host has used up: 100 is all.</param>
/// <param name="BlockedUntil">When it may try again, after too many.</param>
/// <param name="IsByWaiting">Passed by waiting instead of by a check.</param>
public sealed record CaptchaFacts(int FailurePercent, DateTimeOffset? BlockedUntil, bool IsByWaiting)
{
    public static CaptchaFacts None { get; } = new(0, null, false);
}
