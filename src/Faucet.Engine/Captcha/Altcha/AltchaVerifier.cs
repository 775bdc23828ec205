using Faucet.Core.Captcha;
using Faucet.Engine.Data;

namespace Faucet.Engine.Captcha.Altcha;

/// <summary>
/// Accepts solutions of our own, unexpired challenges (ALTCHA PoW v2, PBKDF2/SHA-256, signed keys), at the price of a few HMACs. Offline.
/// </summary>
/// <remarks>
/// Of a payload, <c>time</c> and the exact <c>counter</c> are not bound by a signature. Neither earns anything: the signed key is what
/// proves the work, and the nonce, by which a solution counts once, is signed. Deriving the key again would bind the counter, but would
/// let a payload that is posted again and again cost the server what it costs the solver once.
/// </remarks>
public sealed class AltchaVerifier(AltchaSetup setup, TimeProvider clock) : ICaptchaVerifier
{
    public CaptchaProvider Provider => CaptchaProvider.Altcha;

    public Task<CaptchaResult> VerifyAsync(string? payload, CaptchaBinding binding, CancellationToken cancellationToken) =>
        Task.FromResult(Verify(payload, binding));

    /// <param name="leastEffort">Challenges of less are refused: they were made for a client of better standing.</param>
    public CaptchaResult Verify(string? text, CaptchaBinding binding, int leastEffort = 0)
    {
        ArgumentNullException.ThrowIfNull(binding);
        if (string.IsNullOrEmpty(text))
        {
            return CaptchaFailures.Missing;
        }

        if (AltchaPayload.Read(text) is not var ((parameters, signature), solution)
            || !CaptchaNonce.TryParse(parameters.Nonce, out var nonce))
        {
            return CaptchaFailures.Malformed;
        }

        // The signature first: nothing that we did not write is interpreted.
        var canonical = parameters.ToCanonicalJson();
        var secrets = setup.AcceptedSecrets.FirstOrDefault(
            s => KeyedHash.AreEqual(AltchaSigning.Sign(s.Signature, canonical), signature));
        if (secrets is null)
        {
            return CaptchaFailures.Wrong;
        }

        return Judge(parameters, secrets, binding, solution)
            ?? (parameters.Data.Effort < leastEffort ? CaptchaFailures.TooEasy : null)
            ?? (CaptchaResult)new CaptchaResult.Passed(nonce, CaptchaMethod.Altcha);
    }

    /// <returns>Why not, or null.</returns>
    private CaptchaResult.Failed? Judge(AltchaParameters parameters, AltchaSecrets secrets, CaptchaBinding binding, AltchaSolution solution)
    {
        var now = clock.GetUtcNow();
        var effort = parameters.Data.Effort ?? -1;
        if (now.ToUnixTimeSeconds() > parameters.ExpiresAt)
        {
            return CaptchaFailures.Expired;
        }

        var options = setup.AcceptedOptions.Where(o => IsMadeUnder(o, parameters, now)).ToArray();
        if (options.Length == 0)
        {
            return CaptchaFailures.Outdated;
        }

        if (parameters.Data.Action != binding.Action)
        {
            return CaptchaFailures.OtherAction;
        }

        if (!KeyedHash.AreEqual(secrets.HashVisitor(binding.Visitor), parameters.Data.Uid))
        {
            return CaptchaFailures.OtherVisitor;
        }

        var isSolved = options.Any(o => o.IsInRange(solution.Counter, effort)) && IsSignedKey(solution.DerivedKey, secrets, parameters);
        return isSolved ? null : CaptchaFailures.Wrong;
    }

    /// <summary>What was signed under an easier setting long ago, or under a clock that was ahead, is not taken for today's.</summary>
    private static bool IsMadeUnder(AltchaOptions options, AltchaParameters parameters, DateTimeOffset now) =>
        parameters is { Algorithm: AltchaSigning.Algorithm, KeyLength: AltchaSigning.KeyLength, Data.Effort: >= 0 and <= Difficulty.HighestEffort }
        && parameters.Cost == options.Cost
        && parameters.ExpiresAt <= (now + options.Lifetime).ToUnixTimeSeconds();

    private static bool IsSignedKey(string derivedKey, AltchaSecrets secrets, AltchaParameters parameters) =>
        derivedKey.Length == 2 * AltchaSigning.KeyLength
        && derivedKey.All(char.IsAsciiHexDigitLower)
        && KeyedHash.AreEqual(AltchaSigning.Sign(secrets.Key, Convert.FromHexString(derivedKey)), parameters.KeySignature);
}
