using System.Globalization;

namespace Faucet.Core.Settings;

/// <summary>One setting: its name, meaning and bounds, and how it is read from and written to the record.</summary>
/// <param name="Key">Stable, dotted, its unit last.</param>
/// <param name="Decimals">Digits after the point that are meaningful.</param>
public sealed record SettingDefinition(
    string Key,
    string Description,
    decimal Minimum,
    decimal Maximum,
    int Decimals,
    Func<FaucetSettings, decimal> Read,
    Func<FaucetSettings, decimal, FaucetSettings> Write)
{
    public string Format(FaucetSettings settings) => Read(settings).ToString("0." + new string('#', Decimals), CultureInfo.InvariantCulture);

    /// <summary>Reads a value as typed, within the bounds.</summary>
    /// <param name="mend">What to type instead, when the text is refused.</param>
    public bool TryParse(string text, out decimal value, out string mend)
    {
        mend = string.Create(
            CultureInfo.InvariantCulture, $"{Key} takes a number from {Minimum} to {Maximum} with at most {Decimals} decimals, such as {Maximum / 2:0.###}.");
        return decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= Minimum && value <= Maximum && decimal.Round(value, Decimals) == value;
    }
}
