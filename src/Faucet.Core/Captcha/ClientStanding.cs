namespace Faucet.Core.Captcha;

/// <summary>What is thought of a client's address before it asks for anything.</summary>
/// <param name="ReputationPercent">100 good, 0 bad; whoever is not known is taken for good.</param>
/// <param name="IsListed">On a list of networks that serve machines rather than people.</param>
public sealed record ClientStanding(int ReputationPercent = 100, bool IsListed = false)
{
    public static ClientStanding Unknown { get; } = new();
}
