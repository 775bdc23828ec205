using Faucet.Core.Amounts;

namespace Faucet.Core.Claims;

/// <summary>The amount that an accepted claim credits, and each factor that made it.</summary>
public sealed record Drip(Money Base, IReadOnlyList<DripFactor> Factors)
{
    /// <summary>The base times all factors, rounded down to a whole satoshi after each.</summary>
    public Money Amount { get; } = Factors.Aggregate(Base, (amount, factor) => amount.Percent(factor.Percent));
}

/// <param name="Code">Stable, kebab-case; stored with the claim.</param>
/// <param name="Percent">100 leaves the drip as it is.</param>
public sealed record DripFactor(string Code, int Percent);
