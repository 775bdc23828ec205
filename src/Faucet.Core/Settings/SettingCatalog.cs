using System.Collections.Frozen;
using System.Text.Json;
using Faucet.Core.Amounts;
using Faucet.Core.Claims;

namespace Faucet.Core.Settings;

/// <summary>All settings, in the order people see them.</summary>
public static class SettingCatalog
{
    private const long Day = 86_400;
    private const int MostPerDay = 1_000_000;
    private const int LongestMessage = 160;
    private const string NoMessage = "no";
    private const string NoRules = "none";

    private static IEnumerable<IClaimRule> Triable => ClaimPolicy.Rules.Where(rule => rule.CanBeTried);

    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        new TextSetting(
            "claim.closed", "Closes the faucet to all claims; visitors read the text. Payouts go on.",
            "`no`, or a sentence of at most 160 characters for visitors", [NoMessage, new string('x', LongestMessage)],
            s => s.ClosedMessage ?? NoMessage, ParseClosed),
        Satoshis("claim.drip-sat", "What a claim credits before factors.", 1, 1_000_000, s => s.BaseDrip, (s, v) => s with { BaseDrip = v }),
        new TextSetting(
            "claim.prizes", "What a claim draws: hundredths of the drip, and how often each comes up.",
            "1 to 10 pairs `percent:weight`, percent 1 to 100000, weight 1 to 1000000, such as `100:95 300:4 2000:1`", ["1:1", "100000:1000000 1:1"],
            s => s.Prizes.ToString(), (s, text) => PrizeTable.Parse(text) is { } prizes ? s with { Prizes = prizes } : null),
        Seconds("claim.wallet-cooldown-seconds", "Time between two claims of one wallet.", 0, 30 * Day, s => s.WalletCooldown, (s, v) => s with { WalletCooldown = v }),
        Seconds("claim.device-cooldown-seconds", "Time between two claims of one browser, whatever the wallet.", 0, 30 * Day, s => s.DeviceCooldown, (s, v) => s with { DeviceCooldown = v }),
        Seconds("claim.client-cooldown-seconds", "Time between two claims from one IPv4 address or IPv6 /64, whatever the wallet.", 0, 30 * Day, s => s.ClientCooldown, (s, v) => s with { ClientCooldown = v }),
        Whole("claim.network-claims-per-day", "Claims from one IPv4 /24 or IPv6 /56 per day.", 1, MostPerDay, s => s.NetworkClaimsPerDay, (s, v) => s with { NetworkClaimsPerDay = v }),
        Whole("claim.site-claims-per-day", "Claims from one IPv6 /48 per day.", 1, MostPerDay, s => s.SiteClaimsPerDay, (s, v) => s with { SiteClaimsPerDay = v }),
        Whole("claim.host-wallets-per-day", "New wallets from one IPv4 address or IPv6 /64 per day.", 1, MostPerDay, s => s.HostWalletsPerDay, (s, v) => s with { HostWalletsPerDay = v }),
        Whole("claim.network-wallets-per-day", "New wallets from one IPv4 /24 or IPv6 /56 per day.", 1, MostPerDay, s => s.NetworkWalletsPerDay, (s, v) => s with { NetworkWalletsPerDay = v }),
        Whole("claim.site-wallets-per-day", "New wallets from one IPv6 /48 per day.", 1, MostPerDay, s => s.SiteWalletsPerDay, (s, v) => s with { SiteWalletsPerDay = v }),
        Satoshis("claim.hourly-budget-sat", "The budget of an hour; it refills steadily.", 0, 10_000_000_000, s => s.HourlyBudget, (s, v) => s with { HourlyBudget = v }),
        Satoshis("claim.daily-budget-sat", "The budget of a day; it refills steadily.", 0, 10_000_000_000, s => s.DailyBudget, (s, v) => s with { DailyBudget = v }),
        Satoshis("claim.reserve-sat", "Claims stop when less than this would be left of what nobody is owed; it pays the network fees of payouts.", 0, 100_000_000_000, s => s.Reserve, (s, v) => s with { Reserve = v }),
        Whole("claim.reserved-percent", "Share of both budgets that newcomers leave to known wallets.", 0, 90, s => s.ReservedPercent, (s, v) => s with { ReservedPercent = v }),
        Seconds("claim.newcomer-seconds", "How long a wallet is a newcomer.", 0, 365 * Day, s => s.NewcomerFor, (s, v) => s with { NewcomerFor = v }),
        Percent("claim.newcomer-percent", "What a newcomer gets of the drip.", s => s.NewcomerPercent, (s, v) => s with { NewcomerPercent = v }),
        Percent("claim.reputation-percent", "What is left of the drip where a neighbourhood has used its limits up.", s => s.LowestReputationPercent, (s, v) => s with { LowestReputationPercent = v }),
        Percent("claim.hosting-percent", "What clients in listed data centres get of the drip.", s => s.HostingPercent, (s, v) => s with { HostingPercent = v }),
        Percent("claim.vpn-percent", "What clients in listed VPNs get of the drip.", s => s.VpnPercent, (s, v) => s with { VpnPercent = v }),
        Percent("claim.tor-percent", "What clients of listed Tor exits get of the drip.", s => s.TorPercent, (s, v) => s with { TorPercent = v }),
        Percent("claim.waiting-percent", "What those get of the drip who wait instead of the robot check.", s => s.WaitingPercent, (s, v) => s with { WaitingPercent = v }),
        new TextSetting(
            "claim.rules-on-trial", "Rules that decide and are recorded, but refuse nothing.",
            "`none`, or codes of rules (but not `dry`) separated by spaces", [NoRules, string.Join(' ', Triable.Select(rule => rule.Code))],
            s => s.RulesOnTrial.Count == 0 ? NoRules : string.Join(' ', s.RulesOnTrial.Order(StringComparer.Ordinal)), ParseRules),
        Satoshis("payout.threshold-sat", "The balance at which a wallet is paid out by itself.", 1_000, 1_000_000_000, s => s.PayoutThreshold, (s, v) => s with { PayoutThreshold = v }),
        Choice("payout.on-request", "Which payouts a visitor may ask for below the threshold: with the next batch, and also in a transaction that leaves at once.", s => s.PayoutRequests, (s, v) => s with { PayoutRequests = v }),
        Choice("payout.fee-paid-by", "Who pays the network's fee. The visitor is charged what the wallet page quoted, whatever the transaction costs.", s => s.FeePaidBy, (s, v) => s with { FeePaidBy = v }),
        Whole("payout.batch-count", "A batch leaves at a low network fee when this many withdrawals wait; the older it is, the fewer.", 1, 250, s => s.BatchCount, (s, v) => s with { BatchCount = v }),
        Seconds("payout.batch-age-seconds", "A batch leaves at any network fee up to the maximum when the oldest withdrawal has waited this long; the older it is, the higher a fee it takes.", 0, 7 * Day, s => s.BatchAge, (s, v) => s with { BatchAge = v }),
        Whole("payout.batch-maximum", "The most withdrawals in one batch; a full batch leaves.", 1, 500, s => s.BatchMaximum, (s, v) => s with { BatchMaximum = v }),
        Whole("payout.coins-ready", "At a low fee a batch splits its change until the hot wallet has this many coins: batches spend confirmed coins only, and with one they wait for each other.", 1, 20, s => s.CoinsReady, (s, v) => s with { CoinsReady = v }),
        Whole("payout.confirmations", "Blocks that bury a payout before it counts as final.", 1, 100, s => s.PayoutConfirmations, (s, v) => s with { PayoutConfirmations = v }),
        Whole("payout.fee-target-blocks", "The node is asked what confirms within this many blocks.", 2, 1_008, s => s.FeeTargetBlocks, (s, v) => s with { FeeTargetBlocks = v }),
        Rate("payout.fallback-sat-per-vbyte", "The fee rate when the node has no estimate.", s => s.FallbackFeeRate, (s, v) => s with { FallbackFeeRate = v }),
        Rate("payout.maximum-sat-per-vbyte", "Above this fee rate nothing leaves, however long it has waited.", s => s.MaximumFeeRate, (s, v) => s with { MaximumFeeRate = v }),
        Seconds("payout.bump-after-seconds", "A sent payout waits this long for a block before its fee is raised to the node's estimate.", 60, 604_800, s => s.BumpAfter, (s, v) => s with { BumpAfter = v }),
        Whole("payout.maximum-fee-percent", "A transaction whose fee exceeds this share of what it pays is never made.", 1, 100, s => s.MaximumFeePercent, (s, v) => s with { MaximumFeePercent = v }),
        Whole("deposit.confirmations", "Blocks that bury a refill before it is booked.", 1, 100, s => s.DepositConfirmations, (s, v) => s with { DepositConfirmations = v }),
    ];

    public static SettingDefinition? Find(string key) => All.FirstOrDefault(setting => setting.Key == key);

    private static FaucetSettings? ParseClosed(FaucetSettings settings, string text) => text switch
    {
        NoMessage => settings with { ClosedMessage = null },
        { Length: >= 3 and <= LongestMessage } when !text.Any(char.IsControl) => settings with { ClosedMessage = text },
        _ => null,
    };

    private static FaucetSettings? ParseRules(FaucetSettings settings, string text)
    {
        var codes = text == NoRules ? [] : text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (text == NoRules || codes.Length > 0) && codes.All(code => Triable.Any(rule => rule.Code == code))
            ? settings with { RulesOnTrial = codes.ToFrozenSet(StringComparer.Ordinal) }
            : null;
    }

    private static TextSetting Choice<T>(string key, string description, Func<FaucetSettings, T> read, Func<FaucetSettings, T, FaucetSettings> write)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
        return new TextSetting(
            key,
            description,
            string.Join(" or ", names.Keys.Select(name => $"`{name}`")),
            [.. names.Keys],
            s => names.First(named => named.Value.Equals(read(s))).Key,
            (s, text) => names.TryGetValue(text, out var value) ? write(s, value) : null);
    }

    private static NumberSetting Satoshis(
        string key, string description, long minimum, long maximum, Func<FaucetSettings, Money> read, Func<FaucetSettings, Money, FaucetSettings> write) =>
        new(key, description, minimum, maximum, 0, s => read(s).Satoshis, (s, v) => write(s, Money.FromSatoshis((long)v)));

    private static NumberSetting Seconds(
        string key, string description, long minimum, long maximum, Func<FaucetSettings, TimeSpan> read, Func<FaucetSettings, TimeSpan, FaucetSettings> write) =>
        new(key, description, minimum, maximum, 0, s => (long)read(s).TotalSeconds, (s, v) => write(s, TimeSpan.FromSeconds((long)v)));

    private static NumberSetting Whole(
        string key, string description, int minimum, int maximum, Func<FaucetSettings, int> read, Func<FaucetSettings, int, FaucetSettings> write) =>
        new(key, description, minimum, maximum, 0, s => read(s), (s, v) => write(s, (int)v));

    private static NumberSetting Percent(
        string key, string description, Func<FaucetSettings, int> read, Func<FaucetSettings, int, FaucetSettings> write) =>
        Whole(key, description, 1, 100, read, write);

    private static NumberSetting Rate(
        string key, string description, Func<FaucetSettings, FeeRate> read, Func<FaucetSettings, FeeRate, FaucetSettings> write) =>
        new(key, description, 0.1m, 1_000m, 3, s => read(s).SatoshisPerVByte, (s, v) => write(s, FeeRate.FromSatoshisPerVByte(v)));
}
