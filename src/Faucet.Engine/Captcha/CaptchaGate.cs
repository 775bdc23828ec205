using Faucet.Core.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Captcha.Waiting;

namespace Faucet.Engine.Captcha;

/// <summary>Judges all that a form brought against all that is demanded of its client.</summary>
/// <param name="hosted">The hosted checks that the operator has set up: none or one.</param>
public sealed class CaptchaGate(AltchaVerifier altcha, WaitingTickets tickets, IEnumerable<ICaptchaVerifier> hosted)
{
    private readonly ICaptchaVerifier[] hosted = [.. hosted];

    /// <summary>Our own check comes first, because it costs nothing: only who passed it can make us ask a provider.</summary>
    public async Task<CaptchaResult> JudgeAsync(
        CaptchaAnswers answers, CaptchaBinding binding, CaptchaDemand demand, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(demand);
        if (!string.IsNullOrEmpty(answers.Ticket))
        {
            return tickets.Verify(answers.Ticket, binding);
        }

        if (demand is { Hosted: not null, StandInEffort: { } effort } && string.IsNullOrEmpty(answers.Hosted))
        {
            return altcha.Verify(answers.Altcha, binding, effort);
        }

        var first = demand.Altcha ? altcha.Verify(answers.Altcha, binding, demand.LeastEffort) : null;
        return first is CaptchaResult.Failed || demand.Hosted is null
            ? first ?? CaptchaFailures.Unavailable // A demand for nothing is a mistake, and passes nobody.
            : await JudgeHostedAsync(demand.Hosted.Value, answers.Hosted, binding, first as CaptchaResult.Passed, cancellationToken);
    }

    private async Task<CaptchaResult> JudgeHostedAsync(
        CaptchaProvider provider, string? token, CaptchaBinding binding, CaptchaResult.Passed? first, CancellationToken cancellationToken)
    {
        if (hosted.FirstOrDefault(verifier => verifier.Provider == provider) is not { } verifier)
        {
            return CaptchaFailures.Unavailable;
        }

        // Of two checks the claim has the nonce of ours, which is bound to the visitor and carries the time.
        return (await verifier.VerifyAsync(token, binding, cancellationToken), first) switch
        {
            (CaptchaResult.Passed, { } ours) => ours with { Method = CaptchaMethod.Both },
            (CaptchaResult.Failed { SpentNonce: not null } spent, { } ours) => spent with { SpentNonce = ours.Nonce },
            var (judged, _) => judged,
        };
    }
}
