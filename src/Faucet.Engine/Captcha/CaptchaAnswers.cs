namespace Faucet.Engine.Captcha;

/// <summary>What a form brought for its captcha, as it came.</summary>
/// <param name="Altcha">The solution of our own check.</param>
/// <param name="Hosted">The token of a hosted check.</param>
/// <param name="Ticket">A waiting ticket, in place of both.</param>
public sealed record CaptchaAnswers(string? Altcha, string? Hosted = null, string? Ticket = null)
{
    /// <summary>Solutions belong in no log.</summary>
    public override string ToString() => nameof(CaptchaAnswers);
}
