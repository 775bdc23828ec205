using System.ComponentModel.DataAnnotations;

namespace Faucet.Web.Claims;

/// <summary>The claim form as it is posted: field names <c>address</c> and <c>altcha</c>.</summary>
/// <remarks>The bounds only keep nonsense out; what an address or a solution is, is decided by the engine.</remarks>
internal sealed class ClaimInput
{
    [StringLength(512)]
    public string? Address { get; init; }

    /// <summary>The captcha widget's solution, in its own encoding.</summary>
    [StringLength(4096)]
    public string? Altcha { get; init; }
}
