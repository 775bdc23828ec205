namespace Faucet.Core.Captcha;

/// <summary>Whether the hosted check can be used.</summary>
public enum HostedState
{
    Reachable,

    /// <summary>It was away a short while ago: visitors may still hold what stood in for it.</summary>
    WasAway,
    Away,
}
