using Faucet.Core.Amounts;

namespace Faucet.Core.Settings;

/// <summary>All settings, in the order people see them.</summary>
public static class SettingCatalog
{
    private const long Day = 86_400;

    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        Satoshis("claim.drip-sat", "What a claim credits before factors.", 1, 1_000_000, s => s.BaseDrip, (s, v) => s with { BaseDrip = v }),
        Seconds("claim.wallet-cooldown-seconds", "Time between two claims of one wallet.", 0, 30 * Day, s => s.WalletCooldown, (s, v) => s with { WalletCooldown = v }),
        Seconds("claim.client-cooldown-seconds", "Time between two claims from one client address, whatever the wallet.", 0, 30 * Day, s => s.ClientCooldown, (s, v) => s with { ClientCooldown = v }),
        Satoshis("claim.daily-budget-sat", "The most that all claims of one UTC day credit together.", 0, 10_000_000_000, s => s.DailyBudget, (s, v) => s with { DailyBudget = v }),
        Satoshis("payout.threshold-sat", "The balance at which a wallet is paid out by itself.", 1_000, 1_000_000_000, s => s.PayoutThreshold, (s, v) => s with { PayoutThreshold = v }),
        Whole("payout.batch-count", "A batch leaves when this many withdrawals wait.", 1, 250, s => s.BatchCount, (s, v) => s with { BatchCount = v }),
        Seconds("payout.batch-age-seconds", "A batch leaves when the oldest withdrawal has waited this long.", 0, 7 * Day, s => s.BatchAge, (s, v) => s with { BatchAge = v }),
        Whole("payout.batch-maximum", "The most withdrawals in one batch.", 1, 250, s => s.BatchMaximum, (s, v) => s with { BatchMaximum = v }),
        Whole("payout.confirmations", "Blocks that bury a payout before it counts as final.", 1, 100, s => s.PayoutConfirmations, (s, v) => s with { PayoutConfirmations = v }),
        Whole("payout.fee-target-blocks", "The node is asked what confirms within this many blocks.", 2, 1_008, s => s.FeeTargetBlocks, (s, v) => s with { FeeTargetBlocks = v }),
        Rate("payout.fallback-sat-per-vbyte", "The fee rate when the node has no estimate.", s => s.FallbackFeeRate, (s, v) => s with { FallbackFeeRate = v }),
        Rate("payout.maximum-sat-per-vbyte", "Above this fee rate batches wait.", s => s.MaximumFeeRate, (s, v) => s with { MaximumFeeRate = v }),
        Whole("payout.maximum-fee-percent", "A transaction whose fee exceeds this share of what it pays is never made.", 1, 100, s => s.MaximumFeePercent, (s, v) => s with { MaximumFeePercent = v }),
        Whole("deposit.confirmations", "Blocks that bury a refill before it is booked.", 1, 100, s => s.DepositConfirmations, (s, v) => s with { DepositConfirmations = v }),
    ];

    public static SettingDefinition? Find(string key) => All.FirstOrDefault(setting => setting.Key == key);

    private static SettingDefinition Satoshis(
        string key, string description, long minimum, long maximum, Func<FaucetSettings, Money> read, Func<FaucetSettings, Money, FaucetSettings> write) =>
        new(key, description, minimum, maximum, 0, s => read(s).Satoshis, (s, v) => write(s, Money.FromSatoshis((long)v)));

    private static SettingDefinition Seconds(
        string key, string description, long minimum, long maximum, Func<FaucetSettings, TimeSpan> read, Func<FaucetSettings, TimeSpan, FaucetSettings> write) =>
        new(key, description, minimum, maximum, 0, s => (long)read(s).TotalSeconds, (s, v) => write(s, TimeSpan.FromSeconds((long)v)));

    private static SettingDefinition Whole(
        string key, string description, int minimum, int maximum, Func<FaucetSettings, int> read, Func<FaucetSettings, int, FaucetSettings> write) =>
        new(key, description, minimum, maximum, 0, s => read(s), (s, v) => write(s, (int)v));

    private static SettingDefinition Rate(
        string key, string description, Func<FaucetSettings, FeeRate> read, Func<FaucetSettings, FeeRate, FaucetSettings> write) =>
        new(key, description, 0.1m, 1_000m, 3, s => read(s).SatoshisPerVByte, (s, v) => write(s, FeeRate.FromSatoshisPerVByte(v)));
}
