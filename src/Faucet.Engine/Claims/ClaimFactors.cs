using System.Globalization;
using Faucet.Core.Claims;

namespace Faucet.Engine.Claims;

/// <summary>A drip's factors as one column: <c>code=percent</c>, separated by spaces.</summary>
internal static class ClaimFactors
{
    public static string Write(IReadOnlyList<DripFactor> factors) =>
        string.Join(' ', factors.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Code}={f.Percent}")));

    public static IReadOnlyList<DripFactor> Read(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('='))
            .Select(pair => new DripFactor(pair[0], pair[0], int.Parse(pair[1], CultureInfo.InvariantCulture))),
    ];
}
