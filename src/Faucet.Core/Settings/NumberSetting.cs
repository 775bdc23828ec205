using System.Globalization;

namespace Faucet.Core.Settings;

/// <summary>A setting that is a number.</summary>
/// <param name="Decimals">Digits after the point that are meaningful.</param>
internal sealed record NumberSetting(
    string Key,
    string Description,
    decimal Minimum,
    decimal Maximum,
    int Decimals,
    Func<FaucetSettings, decimal> Read,
    Func<FaucetSettings, decimal, FaucetSettings> With) : SettingDefinition(Key, Description)
{
    public override string Bounds => string.Create(CultureInfo.InvariantCulture, $"{Minimum} to {Maximum}");

    public override IReadOnlyList<string> Extremes => [Text(Minimum), Text(Maximum)];

    public override string Format(FaucetSettings settings) => Text(Read(settings));

    public override FaucetSettings? Write(FaucetSettings settings, string text, out string mend)
    {
        mend = string.Create(
            CultureInfo.InvariantCulture, $"{Key} takes a number from {Minimum} to {Maximum} with at most {Decimals} decimals, such as {Maximum / 2:0.###}.");
        return decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= Minimum && value <= Maximum && decimal.Round(value, Decimals) == value
            ? With(settings, value)
            : null;
    }

    private string Text(decimal value) => value.ToString("0." + new string('#', Decimals), CultureInfo.InvariantCulture);
}
