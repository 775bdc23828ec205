namespace Faucet.Core.Captcha;

/// <summary>How much work a challenge is, as an effort: each step doubles the work, from 1 to 16 times the usual.</summary>
/// <remarks>
/// The scale has no settings: a busy faucet of the past saw 0.3 claims a second, the largest network of them 12 to 60. So 20 a second is
/// an attack or a success, and each four times of that doubles the price once more.
/// </remarks>
public static class Difficulty
{
    public const int HighestEffort = 4;

    /// <param name="challengesPerSecond">Handed out to all clients, as a mean of the last minute.</param>
    /// <param name="failurePercent">How much of the allowed failures this client has used up.</param>
    public static int EffortFor(double challengesPerSecond, int failurePercent, ClientStanding standing) =>
        Math.Min(HighestEffort, StepsOfLoad(challengesPerSecond) + Quarters(failurePercent) + LeastEffortFor(standing));

    /// <summary>What a client of this standing has to have done, whatever the load was when it began.</summary>
    public static int LeastEffortFor(ClientStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return Math.Min(HighestEffort, Quarters(100 - Math.Clamp(standing.ReputationPercent, 0, 100)) + (standing.IsListed ? 1 : 0));
    }

    private static int StepsOfLoad(double perSecond) => perSecond switch
    {
        >= 320 => 3,
        >= 80 => 2,
        >= 20 => 1,
        _ => 0,
    };

    private static int Quarters(int percent) => Math.Clamp(percent, 0, 100) / 25;
}
