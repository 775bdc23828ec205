using System.Text.Json;
using System.Text.RegularExpressions;
using Faucet.Web.Captcha;
using Faucet.Web.Tests.House;

namespace Faucet.Web.Tests.Fuzz;

/// <summary>Every path that the faucet answers, read from where it is declared, so that a new page is fuzzed from its first day.</summary>
internal static partial class Endpoints
{
    public static IReadOnlyList<string> Pages { get; } =
    [
        .. SourceTree.In("src/Faucet.Web", ".cshtml").Select(file => Page().Match(SourceTree.Read(file))).Where(page => page.Success)
            .Select(page => Parameter().Replace(page.Groups["route"].Value, "404")),
    ];

    public static IReadOnlyList<string> Files { get; } = [.. ReadFiles()];

    public static IReadOnlyList<string> All { get; } = [.. Pages, ChallengeEndpoint.Path, .. Files];

    private static IEnumerable<string> ReadFiles()
    {
        var manifest = Path.Combine(AppContext.BaseDirectory, "Faucet.Web.staticwebassets.endpoints.json");
        using var json = JsonDocument.Parse(File.ReadAllText(manifest));
        return [.. json.RootElement.GetProperty("Endpoints").EnumerateArray().Select(file => "/" + file.GetProperty("Route").GetString()).Distinct()];
    }

    [GeneratedRegex(@"^\uFEFF?@page ""(?<route>[^""]+)""")]
    private static partial Regex Page();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
