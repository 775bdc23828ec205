namespace Faucet.Core.Captcha;

/// <summary>Who has to pass the second check.</summary>
public enum SecondCheckFor
{
    /// <summary>Clients of listed networks.</summary>
    Listed,

    /// <summary>Those, clients of bad reputation, and clients that failed often just now.</summary>
    Risky,

    Always,
}
