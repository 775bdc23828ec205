namespace Faucet.Web.Tests.House;

/// <summary>The files of this repository as a person sees them: without what builds and package managers leave behind.</summary>
internal static class SourceTree
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", ".git", ".vs", ".tools", "TestResults", "artifacts"]; // In a worktree .git is a file.

    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Under(new DirectoryInfo(Root)).Select(file => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> In(string folder, params string[] extensions) =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && extensions.Contains(Path.GetExtension(file)));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<FileInfo> Under(DirectoryInfo folder) => folder.EnumerateFiles().Where(file => !NotOurs.Contains(file.Name)).Concat(
        folder.EnumerateDirectories()
            .Where(sub => !NotOurs.Contains(sub.Name) && !IsGenerated(Path.GetRelativePath(Root, sub.FullName).Replace('\\', '/')))
            .SelectMany(Under));

    private static bool IsGenerated(string folder) => folder is "src/Faucet.Web/wwwroot/lib" or "src/Faucet.Web/data";

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Faucet.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("There is no Faucet.sln above the tests.");
        }

        return folder.FullName;
    }
}
