using System.Globalization;
using System.Security.Cryptography;

namespace Faucet.Engine.Captcha.Altcha;

/// <summary>The part of a challenge that costs a key derivation and does not depend on who asks.</summary>
/// <param name="MadeAt">The time that the nonce begins with.</param>
internal sealed record AltchaPuzzle(string KeyPrefix, string KeySignature, string Nonce, string Salt, DateTimeOffset MadeAt)
{
    /// <summary>A new puzzle; takes one key derivation.</summary>
    /// <param name="effort">The range, from which the secret counter is drawn, doubles with each step.</param>
    public static AltchaPuzzle Draw(AltchaSetup setup, int effort, DateTimeOffset now)
    {
        var options = setup.Options;
        var counter = (uint)RandomNumberGenerator.GetInt32(options.MinCounter, options.HighestCounterAt(effort) + 1);
        var salt = RandomNumberGenerator.GetBytes(AltchaSigning.SaltLength);
        return AltchaSigning.Prepare(setup.Secrets.Key, options.Cost, counter, AltchaChallenges.CreateNonce(now), salt, now);
    }

    /// <summary>Nothing of it belongs in a log.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"AltchaPuzzle of {MadeAt:O}");
}
