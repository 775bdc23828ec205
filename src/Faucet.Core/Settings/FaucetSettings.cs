using System.Collections.Frozen;
using Faucet.Core.Addresses;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;
using Faucet.Core.Payouts;

namespace Faucet.Core.Settings;

/// <summary>Everything an admin tunes while the faucet runs. Bounds and texts stand in <see cref="SettingCatalog"/>.</summary>
public sealed record FaucetSettings
{
    /// <summary>What a claim credits before factors.</summary>
    public Money BaseDrip { get; init; } = Money.FromSatoshis(100);

    /// <summary>What claims leave of what nobody is owed: it pays the network fees of what is.</summary>
    public Money Reserve { get; init; } = Money.FromSatoshis(10_000);

    /// <summary>Time between two claims of one wallet.</summary>
    public TimeSpan WalletCooldown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Null while the faucet is open; else what visitors read.</summary>
    public string? ClosedMessage { get; init; }

    /// <summary>What a claim may draw, in hundredths of the base drip.</summary>
    public PrizeTable Prizes { get; init; } = PrizeTable.Even;

    /// <summary>Time between two claims from one host (IPv4 whole, IPv6 /64), whatever the wallet.</summary>
    public TimeSpan ClientCooldown { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between two claims of one browser, whatever the wallet.</summary>
    public TimeSpan DeviceCooldown { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Claims per day from an IPv4 /24 or IPv6 /56. Mobile carriers put thousands of people behind one.</summary>
    public int NetworkClaimsPerDay { get; init; } = 1_000;

    /// <summary>Claims per day from an IPv6 /48.</summary>
    public int SiteClaimsPerDay { get; init; } = 5_000;

    /// <summary>Wallets that one host may open per day…</summary>
    public int HostWalletsPerDay { get; init; } = 10;

    /// <summary>…an IPv4 /24 or IPv6 /56…</summary>
    public int NetworkWalletsPerDay { get; init; } = 200;

    /// <summary>…and an IPv6 /48.</summary>
    public int SiteWalletsPerDay { get; init; } = 1_000;

    /// <summary>The budget of an hour: a leaky bucket that all claims fill.</summary>
    public Money HourlyBudget { get; init; } = Money.FromSatoshis(20_000);

    /// <summary>The budget of a day, alike.</summary>
    public Money DailyBudget { get; init; } = Money.FromSatoshis(100_000);

    /// <summary>Hundredths of both budgets that newcomers leave to wallets that are known.</summary>
    public int ReservedPercent { get; init; } = 20;

    /// <summary>How long a wallet is a newcomer.</summary>
    public TimeSpan NewcomerFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>What a newcomer gets, in hundredths.</summary>
    public int NewcomerPercent { get; init; } = 100;

    /// <summary>What is left of a drip where a neighbourhood has used its limits up, in hundredths.</summary>
    public int LowestReputationPercent { get; init; } = 50;

    /// <summary>Hundredths for clients in listed data centres…</summary>
    public int HostingPercent { get; init; } = 50;

    /// <summary>…listed VPNs…</summary>
    public int VpnPercent { get; init; } = 50;

    /// <summary>…and listed Tor exits.</summary>
    public int TorPercent { get; init; } = 50;

    /// <summary>Hundredths for those who waited instead of the check.</summary>
    public int WaitingPercent { get; init; } = 50;

    /// <summary>Codes of rules that decide and are recorded, but refuse nothing.</summary>
    public FrozenSet<string> RulesOnTrial { get; init; } = [];

    /// <summary>The balance at which a wallet is paid out by itself.</summary>
    public Money PayoutThreshold { get; init; } = Money.FromSatoshis(10_000);

    /// <summary>Which payouts a visitor may ask for below the threshold.</summary>
    public PayoutRequests PayoutRequests { get; init; } = PayoutRequests.No;

    public FeePayer FeePaidBy { get; init; } = FeePayer.Faucet;

    /// <summary>A young batch leaves at a low fee when this many withdrawals wait; the older it is, the fewer…</summary>
    public int BatchCount { get; init; } = 25;

    /// <summary>…and at any fee up to the maximum when the oldest has waited this long.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The most withdrawals in one batch: beyond 250 the fee per payout falls by less than 1.4 %.</summary>
    public int BatchMaximum { get; init; } = 250;

    /// <summary>Coins that the HotWallet keeps, so that batches need not wait for each other's change.</summary>
    public int CoinsReady { get; init; } = 3;

    /// <summary>Blocks that bury a payout before it counts as final.</summary>
    public int PayoutConfirmations { get; init; } = 3;

    /// <summary>Blocks that bury a refill before it is booked.</summary>
    public int DepositConfirmations { get; init; } = 3;

    /// <summary>The node is asked what confirms within this many blocks.</summary>
    public int FeeTargetBlocks { get; init; } = 12;

    /// <summary>Used when the node has no estimate.</summary>
    public FeeRate FallbackFeeRate { get; init; } = FeeRate.FromSatoshisPerVByte(2m);

    /// <summary>The emergency cap: above this rate nothing leaves, however long it has waited.</summary>
    public FeeRate MaximumFeeRate { get; init; } = FeeRate.FromSatoshisPerVByte(20m);

    /// <summary>How long a payout waits for a block before its fee is raised, if the node's estimate lies above it by then.</summary>
    public TimeSpan BumpAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A transaction whose fee exceeds this share of what it pays out is never recorded.</summary>
    public int MaximumFeePercent { get; init; } = 20;

    /// <summary>Where a network starts: play coins flow fast, so that a first look sees a payout within minutes.</summary>
    public static FaucetSettings DefaultsFor(BitcoinNetwork network) => network is not BitcoinNetwork.Sandbox
        ? new FaucetSettings()
        : new FaucetSettings
        {
            BaseDrip = Money.FromSatoshis(24_000),
            WalletCooldown = TimeSpan.FromMinutes(1),
            ClientCooldown = TimeSpan.FromSeconds(30),
            DeviceCooldown = TimeSpan.FromSeconds(30),
            HourlyBudget = Money.FromSatoshis(2_000_000),
            DailyBudget = Money.FromSatoshis(5_000_000),
            PayoutThreshold = Money.FromSatoshis(50_000),
            PayoutRequests = PayoutRequests.AtOnce,
            BatchCount = 10,
            BatchAge = TimeSpan.FromSeconds(10),
        };
}
