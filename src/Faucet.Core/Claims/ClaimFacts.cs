using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Claims;

/// <summary>All that a decision on a claim rests on, read once.</summary>
/// <param name="WalletNextClaimAt">When the wallet may claim again; null for a new one.</param>
/// <param name="ClientNextClaimAt">The same for the client's address.</param>
/// <param name="GivenToday">Drips of this UTC day so far.</param>
public sealed record ClaimFacts(
    DateTimeOffset Now,
    FaucetSettings Settings,
    DateTimeOffset? WalletNextClaimAt,
    DateTimeOffset? ClientNextClaimAt,
    Money GivenToday);
