using System.Text.RegularExpressions;
using Xunit;

namespace Faucet.Web.Tests.House;

/// <summary>What can't be named is two things.</summary>
public sealed partial class NameTests
{
    private static readonly string[] EmptyNames = ["Common", "Shared", "Helpers", "Utils", "Infrastructure", "Abstractions"];
    private static readonly string[] EmptyEndings = ["Manager", "Helper", "Util", "Common", "Base", "Impl"];

    [Fact]
    public void No_type_has_a_name_that_fits_anything() =>
        Assert.All(Rooms.WrittenTypes(), type => Assert.False(IsEmpty(type.Name.Split('`')[0]), $"{type.FullName}: name the thing."));

    [Fact]
    public void No_namespace_has_a_name_that_fits_anything() =>
        Assert.All(
            Rooms.WrittenTypes().Select(type => type.Namespace!).Distinct(),
            name => Assert.False(name.Split('.').Any(IsEmpty), $"{name}: name the thing."));

    [Fact]
    public void Namespaces_equal_folders() => Assert.All(SourceTree.In("src", ".cs"), file =>
    {
        var declared = Namespace().Match(SourceTree.Read(file));
        if (!declared.Success && Path.GetFileName(file) == "Program.cs")
        {
            return;
        }

        var folder = Path.GetDirectoryName(file)!["src/".Length..].Replace('/', '.');
        Assert.True(declared.Groups["name"].Value == folder, $"{file} has the namespace '{declared.Groups["name"].Value}' instead of {folder}.");
    });

    private static bool IsEmpty(string name) =>
        EmptyNames.Contains(name) || EmptyEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal));

    [GeneratedRegex(@"^\uFEFF?namespace (?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
