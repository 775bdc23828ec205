using System.Text.RegularExpressions;
using Xunit;

namespace Faucet.Web.Tests.House;

/// <summary>What lies where, and what no file holds.</summary>
public sealed partial class FileTests
{
    private const int MostLines = 300;

    private static readonly string[] Allowed =
    [
        "src", "tests", "docs", "Faucet.sln", "Directory.Build.props", "Directory.Packages.props", "global.json", "docker-compose.yml",
        ".dockerignore", "README.md", ".gitignore", ".editorconfig", ".ci",
    ];

    /// <summary>There, but in nobody's clone.</summary>
    private static readonly string[] NotTracked = [".git", ".tools", ".vs", "TestResults"];

    [Fact]
    public void The_root_holds_only_what_belongs_there() =>
        Assert.Empty(new DirectoryInfo(SourceTree.Root).EnumerateFileSystemInfos().Select(entry => entry.Name).Except(Allowed).Except(NotTracked));

    [Fact]
    public void No_file_that_people_write_is_longer_than_a_person_reads()
    {
        string[] written = [".cs", ".cshtml", ".css", ".js", ".mjs", ".c", ".sh", ".targets"];
        var files = SourceTree.In("src", written).Concat(SourceTree.In("tests", written))
            .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal));
        Assert.All(files, file =>
        {
            var lines = File.ReadLines(Path.Combine(SourceTree.Root, file)).Count();
            Assert.True(lines <= MostLines, $"{file} has {lines} lines.");
        });
    }

    [Fact]
    public void No_page_writes_markup_unescaped() =>
        Assert.All(SourceTree.In("src", ".cs", ".cshtml"), file => Assert.False(SourceTree.Read(file).Contains("Html.Raw", StringComparison.Ordinal), file));

    [Fact]
    public void Lock_files_of_npm_name_no_download_address() =>
        Assert.All(
            SourceTree.Files.Where(file => Path.GetFileName(file) == "package-lock.json"),
            file => Assert.False(SourceTree.Read(file).Contains("\"resolved\"", StringComparison.Ordinal), $"{file}: keep .npmrc beside it."));

    [Fact]
    public void No_file_names_a_machine_or_a_package_registry() => Assert.All(SourceTree.Files, file =>
    {
        var text = SourceTree.Read(file);
        var found = MachineOrRegistry().Match(file == "docker-compose.yml" ? MountPoint().Replace(text, "") : text);
        Assert.False(found.Success, $"{file}: {found.Value}");
    });

    [Fact]
    public void Every_reason_to_refuse_a_request_for_a_payout_is_documented()
    {
        var codes = SourceTree.In("src", ".cs").SelectMany(file => PayoutCode().Matches(SourceTree.Read(file))).Select(match => match.Groups["code"].Value).Distinct();
        var documented = SourceTree.Read("docs/claim-rules.md").Split("## Requests for payouts")[1].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(codes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("\"(?<code>payout-[a-z-]+)\"")]
    private static partial Regex PayoutCode();

    // Spelled so that it does not find itself. A path's first slash follows no word: an address of the web may have such folders.
    [GeneratedRegex(@"(?<![\w.\]])/(?:wor[k]|roo[t]|hom[e])/|registry\.npmj[s]|api\.nuge[t]\.org|https?://[^\s/""']*(?:registr[y]|artifactor[y])|^\s*registr[y]\s*=", RegexOptions.Multiline)]
    private static partial Regex MachineOrRegistry();

    /// <summary>Where a named volume appears inside a container: a path of the image, not of a machine.</summary>
    [GeneratedRegex(@"(?<=^\s*- [\w-]+):/\S+", RegexOptions.Multiline)]
    private static partial Regex MountPoint();
}
