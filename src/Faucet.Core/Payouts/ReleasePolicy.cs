using Faucet.Core.Amounts;
using Faucet.Core.Settings;

namespace Faucet.Core.Payouts;

/// <summary>Decides when waiting withdrawals leave as a batch: when the network is cheap or the batch is full, and in any case when they have waited enough. Who asked to be paid at once does not wait.</summary>
/// <remarks>
/// A young batch leaves only at a fee that is among the lowest of the last days, and in good company; both wishes are given up as it gets older. The fee
/// that it accepts rises with the fourth power of its age: for most of its time it holds out, at the end it takes nearly everything.
/// </remarks>
public static class ReleasePolicy
{
    public static ReleaseDecision Decide(BatchPlan plan, FeeOutlook fees, FaucetSettings settings)
    {
        if (fees.Now > settings.MaximumFeeRate)
        {
            return new ReleaseDecision.TooDear(fees.Now, settings.MaximumFeeRate);
        }

        if (!plan.IsAtOnce && plan.OldestAge < settings.BatchAge && !plan.IsFull && WhyWait(plan, fees, settings) is { } waits)
        {
            return waits;
        }

        var (fee, ceiling) = (plan.Fee(fees.Now), plan.FeeCeiling(settings));
        return fee <= ceiling ? new ReleaseDecision.Leaves() : new ReleaseDecision.TooSmall(fee, ceiling);
    }

    /// <summary>Of a batch that may leave, those whom the coins suffice for; fewer leave only where they would without the others, because the rest may need but a block. Many small coins make a batch dear: it waits for a larger one, too.</summary>
    public static (BatchPlan Plan, ReleaseDecision Decision) Fit(BatchPlan plan, FreeCoins coins, FeeOutlook fees, FaucetSettings settings)
    {
        var spendable = coins.Spendable(fees.Now);
        var fitting = plan.Within(spendable, fees.Now, settings.BatchAge);
        return fitting.Members.Count > 0
            && (fitting == plan || Decide(fitting, fees, settings) is ReleaseDecision.Leaves)
            && fitting.Fee(fees.Now, coins.InputsFor(fitting.Amount, fees.Now)) <= fitting.FeeCeiling(settings)
                ? (fitting, new ReleaseDecision.Leaves())
                : (plan, new ReleaseDecision.TooFewCoins(plan.Amount, spendable));
    }

    private static ReleaseDecision.Waits? WhyWait(BatchPlan plan, FeeOutlook fees, FaucetSettings settings)
    {
        var waiting = plan.Members.Count;
        var left = settings.BatchAge - plan.OldestAge;
        if (fees.History is not { } history)
        {
            return waiting >= settings.BatchCount ? null : new ReleaseDecision.WaitsForCompany(waiting, settings.BatchCount, left);
        }

        var age = plan.OldestAge.Ticks / (decimal)settings.BatchAge.Ticks;
        var dearest = history.Low.SatoshisPerKvB + (long)((history.High.SatoshisPerKvB - history.Low.SatoshisPerKvB) * age * age * age * age);
        var company = Math.Max(1, (int)decimal.Ceiling(settings.BatchCount * (1 - age)));
        return fees.Now.SatoshisPerKvB > dearest ? new ReleaseDecision.WaitsForFee(fees.Now, FeeRate.FromSatoshisPerKvB(dearest), left)
            : waiting < company ? new ReleaseDecision.WaitsForCompany(waiting, company, left)
            : null;
    }
}
