namespace Faucet.Engine.Settings;

/// <summary>One change of one setting. The settings in force are the defaults with all changes applied in order.</summary>
public sealed class SettingChange
{
    public const int MaximumTextLength = 200;

    /// <summary>The version of the settings that this change made: one more than the one it was judged on, so that no two are judged on the same.</summary>
    public required long Version { get; init; }

    public required string Key { get; init; }

    public required string OldValue { get; init; }

    public required string NewValue { get; init; }

    public required string Who { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}
