using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Claims;

/// <summary>What may be given away per hour or per day, and what of it is still there.</summary>
/// <param name="Total">The settings' budget for the window.</param>
/// <param name="Meter">What was given away lately, leaked to now.</param>
public sealed record OutflowBudget(TimeSpan Window, Money Total, OutflowMeter Meter)
{
    public static OutflowBudget Hourly(FaucetSettings settings, OutflowMeter meter, DateTimeOffset now) => At(TimeSpan.FromHours(1), settings.HourlyBudget, meter, now);

    public static OutflowBudget Daily(FaucetSettings settings, OutflowMeter meter, DateTimeOffset now) => At(TimeSpan.FromDays(1), settings.DailyBudget, meter, now);

    public Money Left => Total > Meter.Spent ? Total - Meter.Spent : Money.Zero;

    /// <summary>What is left below <paramref name="limit"/> in tenths of it, rounded up: 10 when nothing or almost nothing is used.</summary>
    public int TenthsLeft(Money limit) => limit > Meter.Spent ? (int)(((limit - Meter.Spent).Satoshis * 10 + limit.Satoshis - 1) / limit.Satoshis) : 0;

    /// <summary>How far drips may fill it: newcomers leave the reserved share to wallets that are known.</summary>
    public Money LimitFor(bool isNewcomer, int reservedPercent) => isNewcomer ? Total.Percent(100 - reservedPercent) : Total;

    /// <returns>When <paramref name="drip"/> fits below <paramref name="limit"/>; null when it never does.</returns>
    public DateTimeOffset? FitsAt(Money drip, Money limit) => Meter.FitsAt(drip, limit, Total, Window);

    public bool Fits(Money drip, Money limit) => Meter.Spent + drip <= limit;

    /// <summary>The meter once <paramref name="drip"/> was given.</summary>
    public OutflowBudget Give(Money drip) => this with { Meter = Meter with { Spent = Meter.Spent + drip } };

    private static OutflowBudget At(TimeSpan window, Money total, OutflowMeter meter, DateTimeOffset now) => new(window, total, meter.LeakedTo(now, total, window));
}
