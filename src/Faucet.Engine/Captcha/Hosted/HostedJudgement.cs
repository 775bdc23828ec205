using Faucet.Core.Captcha;

namespace Faucet.Engine.Captcha.Hosted;

/// <summary>What a verdict has to say besides "success".</summary>
/// <param name="TokenLife">As long as the provider lets a token live.</param>
/// <param name="Action">Null where the provider carries none.</param>
internal sealed record HostedExpectation(CaptchaProvider Provider, string Host, TimeSpan TokenLife, string? Action = null, string? Cdata = null);

/// <summary>Turns a provider's answer into ours. Whatever is not a clear yes to everything is a no.</summary>
internal static class HostedJudgement
{
    /// <summary>Clocks of two companies differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>The operator's mistake or the provider's trouble: the visitor can't help it.</summary>
    private static readonly string[] NotTheVisitors =
    [
        "missing-input-secret", "invalid-input-secret", "bad-request", "internal-error", "sitekey-secret-mismatch", "not-using-dummy-passcode",
    ];

    private static readonly string[] Spent =
    [
        "timeout-or-duplicate", "invalid-or-already-seen-response", "already-seen-response", "expired-input-response",
    ];

    public static CaptchaResult Judge(SiteVerifyAnswer answer, string token, HostedExpectation expected, DateTimeOffset now)
    {
        var nonce = HostedToken.NonceOf(expected.Provider, token);
        return answer is not SiteVerifyAnswer.Replied { Reply: var reply } ? CaptchaFailures.Unavailable
            : !reply.IsSuccess ? Refuse(reply.Errors, nonce)
            : FindFault(reply, expected, now) ?? (CaptchaResult)new CaptchaResult.Passed(nonce, CaptchaMethod.Hosted);
    }

    private static CaptchaResult.Failed Refuse(IReadOnlyList<string> errors, CaptchaNonce nonce) =>
        errors.Any(NotTheVisitors.Contains) ? CaptchaFailures.Unavailable
        : errors.Any(Spent.Contains) ? CaptchaFailures.Expired with { SpentNonce = nonce }
        : CaptchaFailures.Wrong;

    private static CaptchaResult.Failed? FindFault(HostedReply reply, HostedExpectation expected, DateTimeOffset now) => reply switch
    {
        _ when !string.Equals(reply.Host, expected.Host, StringComparison.OrdinalIgnoreCase) => CaptchaFailures.Wrong,
        { ChallengedAt: null } => CaptchaFailures.Wrong,
        { ChallengedAt: { } at } when now - at > expected.TokenLife => CaptchaFailures.Expired,
        { ChallengedAt: { } at } when at - now > Skew => CaptchaFailures.Outdated,
        _ when expected.Action is { } action && reply.Action != action => CaptchaFailures.OtherAction,
        _ when expected.Cdata is { } cdata && reply.Cdata != cdata => CaptchaFailures.OtherVisitor,
        _ => null,
    };
}
