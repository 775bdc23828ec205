using Faucet.Core.Addresses;
using Faucet.Core.Amounts;

namespace Faucet.Core.Settings;

/// <summary>Everything an admin tunes while the faucet runs. Bounds and texts stand in <see cref="SettingCatalog"/>.</summary>
public sealed record FaucetSettings
{
    /// <summary>What a claim credits before factors.</summary>
    public Money BaseDrip { get; init; } = Money.FromSatoshis(100);

    /// <summary>Time between two claims of one wallet.</summary>
    public TimeSpan WalletCooldown { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two claims from one client address, whatever the wallet.</summary>
    public TimeSpan ClientCooldown { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The most that all claims of one UTC day credit together.</summary>
    public Money DailyBudget { get; init; } = Money.FromSatoshis(100_000);

    /// <summary>The balance at which a wallet is paid out by itself.</summary>
    public Money PayoutThreshold { get; init; } = Money.FromSatoshis(10_000);

    /// <summary>A batch leaves when this many withdrawals wait…</summary>
    public int BatchCount { get; init; } = 25;

    /// <summary>…or when the oldest has waited this long.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromHours(6);

    /// <summary>The most withdrawals in one batch: beyond 250 the fee per payout falls by less than 1.4 %.</summary>
    public int BatchMaximum { get; init; } = 250;

    /// <summary>Blocks that bury a payout before it counts as final.</summary>
    public int PayoutConfirmations { get; init; } = 3;

    /// <summary>Blocks that bury a refill before it is booked.</summary>
    public int DepositConfirmations { get; init; } = 3;

    /// <summary>The node is asked what confirms within this many blocks.</summary>
    public int FeeTargetBlocks { get; init; } = 12;

    /// <summary>Used when the node has no estimate.</summary>
    public FeeRate FallbackFeeRate { get; init; } = FeeRate.FromSatoshisPerVByte(2m);

    /// <summary>Above this rate batches wait.</summary>
    public FeeRate MaximumFeeRate { get; init; } = FeeRate.FromSatoshisPerVByte(20m);

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
            DailyBudget = Money.FromSatoshis(5_000_000),
            PayoutThreshold = Money.FromSatoshis(50_000),
            BatchCount = 10,
            BatchAge = TimeSpan.FromSeconds(10),
        };
}
