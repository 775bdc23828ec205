namespace Faucet.Core.Claims;

/// <summary>Why a claim is not paid, as a visitor reads it.</summary>
/// <param name="Code">Stable, kebab-case, for programs and support.</param>
/// <param name="Message">One sentence with the number that matters and what to do.</param>
/// <param name="RetryAt">When it is worth coming back, if that is known.</param>
public sealed record Refusal(string Code, string Message, DateTimeOffset? RetryAt = null);
