namespace Faucet.Engine.Captcha.Waiting;

/// <summary>Waiting in place of a check, for browsers that can do none.</summary>
public sealed record WaitingOptions
{
    /// <summary>How long; 0 switches it off.</summary>
    public int Seconds { get; init; } = 120;

    /// <summary>Tickets in one hour, over the whole faucet.</summary>
    public int PerHour { get; init; } = 60;

    public bool IsOn => Seconds > 0;

    public string? FindFault() => this switch
    {
        { Seconds: < 0 or > 3_600 } => "Captcha__Waiting__Seconds is 0 (off) to 3,600.",
        { PerHour: < 1 or > 10_000 } => "Captcha__Waiting__PerHour is 1 to 10,000.",
        _ => null,
    };
}
