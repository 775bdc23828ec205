using System.ComponentModel.DataAnnotations;
using Faucet.Engine.Captcha;

namespace Faucet.Web.Claims;

/// <summary>The claim form as it is posted: field names <c>address</c>, <c>altcha</c>, <c>hosted</c> and <c>ticket</c>.</summary>
/// <remarks>The bounds only keep nonsense out; what an address or a solution is, is decided by the engine.</remarks>
internal sealed class ClaimInput
{
    [StringLength(512)]
    public string? Address { get; init; }

    /// <summary>The captcha widget's solution, in its own encoding.</summary>
    [StringLength(4096)]
    public string? Altcha { get; init; }

    /// <summary>The token of a hosted check.</summary>
    [StringLength(4096)]
    public string? Hosted { get; init; }

    /// <summary>A waiting ticket, in place of a check.</summary>
    [StringLength(256)]
    public string? Ticket { get; init; }

    public CaptchaAnswers Answers => new(Altcha, Hosted, Ticket);
}
