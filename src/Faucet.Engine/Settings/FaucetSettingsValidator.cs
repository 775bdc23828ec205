using Faucet.Core.Amounts;
using Faucet.Core.Settings;
using FluentValidation;

namespace Faucet.Engine.Settings;

/// <summary>What must hold between settings; the bounds of each stand in <see cref="SettingCatalog"/>.</summary>
internal sealed class FaucetSettingsValidator : AbstractValidator<FaucetSettings>
{
    public FaucetSettingsValidator()
    {
        RuleFor(s => s.PayoutThreshold).Must((s, threshold) => threshold >= s.BaseDrip)
            .WithMessage("payout.threshold-sat must be at least claim.drip-sat: else each claim would be a payout of its own.");
        RuleFor(s => s.HourlyBudget).Must((s, budget) => LargestDrip(s) <= budget.Percent(100 - s.ReservedPercent))
            .WithMessage("claim.hourly-budget-sat less claim.reserved-percent must hold the largest draw (claim.drip-sat times claim.prizes): else nobody could win it.");
        RuleFor(s => s.DailyBudget).Must((s, budget) => LargestDrip(s) <= budget.Percent(100 - s.ReservedPercent))
            .WithMessage("claim.daily-budget-sat less claim.reserved-percent must hold the largest draw (claim.drip-sat times claim.prizes): else nobody could win it.");
        RuleFor(s => s.BatchCount).LessThanOrEqualTo(s => s.BatchMaximum)
            .WithMessage("payout.batch-count must be at most payout.batch-maximum: else a full batch would never leave by count.");
        RuleFor(s => s.FallbackFeeRate).Must((s, rate) => rate <= s.MaximumFeeRate)
            .WithMessage("payout.fallback-sat-per-vbyte must be at most payout.maximum-sat-per-vbyte: else nothing leaves without an estimate.");
    }

    private static Money LargestDrip(FaucetSettings settings) => settings.BaseDrip.Percent(settings.Prizes.Rows.Max(row => row.Percent));
}
