namespace Faucet.Core.Settings;

/// <summary>One setting: its name, meaning and bounds, and how it is read from and written to the record.</summary>
/// <param name="Key">Stable, dotted, its unit last.</param>
public abstract record SettingDefinition(string Key, string Description)
{
    /// <summary>What it takes, as people read it.</summary>
    public abstract string Bounds { get; }

    /// <summary>Values at the edges of what it takes.</summary>
    public abstract IReadOnlyList<string> Extremes { get; }

    public abstract string Format(FaucetSettings settings);

    /// <summary>Reads a value as typed, within the bounds.</summary>
    /// <returns>The settings with this value, or null when the text is refused: <paramref name="mend"/> then says what to type instead.</returns>
    public abstract FaucetSettings? Write(FaucetSettings settings, string text, out string mend);
}
