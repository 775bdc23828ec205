namespace Faucet.Core.Settings;

/// <summary>A setting that is written in words.</summary>
/// <param name="Takes">What it takes, as people read it.</param>
/// <param name="Parse">Writes the value into the settings; null when the text is refused.</param>
internal sealed record TextSetting(
    string Key,
    string Description,
    string Takes,
    IReadOnlyList<string> Edges,
    Func<FaucetSettings, string> Read,
    Func<FaucetSettings, string, FaucetSettings?> Parse) : SettingDefinition(Key, Description)
{
    public override string Bounds => Takes;

    public override IReadOnlyList<string> Extremes => Edges;

    public override string Format(FaucetSettings settings) => Read(settings);

    public override FaucetSettings? Write(FaucetSettings settings, string text, out string mend)
    {
        mend = $"{Key} takes {Takes}.";
        return Parse(settings, text.Trim());
    }
}
