using System.Globalization;
using Faucet.Core.Amounts;
using Faucet.Core.Payouts;

namespace Faucet.Engine.Payouts;

/// <summary>Why queued withdrawals do not leave yet, in words for the people who wait.</summary>
internal static class QueueReason
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    // Finer steps than these tell nobody anything, and each new text is written to the database.
    private const long ShownStep = 100;

    public static string? Of(ReleaseDecision decision, DateTimeOffset now) => decision switch
    {
        ReleaseDecision.WaitsForFee fee =>
            $"Waiting for a network fee of at most {Down(fee.Wanted)}; it is {Up(fee.Now)} now. {Latest(fee, now)}",
        ReleaseDecision.WaitsForCompany company =>
            $"Payouts leave together, in one transaction, because that keeps the network's fee low. {Latest(company, now)}",
        ReleaseDecision.TooDear dear => $"Waiting for a network fee of at most {dear.Maximum}; it is {Up(dear.Now)} now.",
        ReleaseDecision.TooSmall small =>
            $"The network fee is too high for an amount this small: {small.Fee} now. It leaves when the fee falls or others join.",
        ReleaseDecision.TooFewCoins => "The faucet's own wallet needs a refill, or its last coins need a block.",
        _ => null,
    };

    private static string Latest(ReleaseDecision.Waits waits, DateTimeOffset now) => waits.AtMost < Soon
        ? "Yours leaves within two minutes."
        : "Yours leaves at the latest on "
            + (now + waits.AtMost).AddSeconds(59).UtcDateTime.ToString("dddd, d MMM, HH:mm 'UTC'", CultureInfo.InvariantCulture) + ".";

    private static FeeRate Down(FeeRate rate) =>
        rate.SatoshisPerKvB < ShownStep ? rate : FeeRate.FromSatoshisPerKvB(rate.SatoshisPerKvB / ShownStep * ShownStep);

    private static FeeRate Up(FeeRate rate) => rate.SatoshisPerKvB < ShownStep ? rate : Down(FeeRate.FromSatoshisPerKvB(
        Math.Min(rate.SatoshisPerKvB + ShownStep - 1, 10_000_000)));
}
