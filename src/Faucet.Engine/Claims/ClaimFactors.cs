using System.Globalization;
using Faucet.Core.Claims;

namespace Faucet.Engine.Claims;

/// <summary>Why a claim got what it got, as one column: <c>code=percent</c> for each factor, <c>~code</c> for each rule on trial that would have refused.</summary>
internal static class ClaimFactors
{
    private const char Trial = '~';

    public static string Write(IReadOnlyList<DripFactor> factors, IReadOnlyList<string> onTrial) => factors.Count + onTrial.Count == 0 ? "" : string.Join(
        ' ', factors.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Code}={f.Percent}")).Concat(onTrial.Select(code => Trial + code)));

    public static (IReadOnlyList<DripFactor> Factors, IReadOnlyList<string> OnTrial) Read(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (
            [
                .. parts.Where(part => part[0] != Trial).Select(part => part.Split('='))
                    .Select(pair => new DripFactor(pair[0], int.Parse(pair[1], CultureInfo.InvariantCulture))),
            ],
            [.. parts.Where(part => part[0] == Trial).Select(part => part[1..])]
        );
    }
}
