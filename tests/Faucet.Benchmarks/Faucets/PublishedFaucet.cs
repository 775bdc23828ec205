using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Faucet.Benchmarks.Faucets;

/// <summary>The web application as the container has it: published, with compressed files, compiled ahead for this machine.</summary>
internal static class PublishedFaucet
{
    /// <returns>The folder. It stays beside this program, so that publishing again takes moments.</returns>
    public static async Task<string> PublishAsync()
    {
        var target = Path.Combine(AppContext.BaseDirectory, "published");
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name; // bin/Release/net10.0, as this one.
        var project = Path.Combine(Root(), "src", "Faucet.Web", "Faucet.Web.csproj");
        await ChildOutput.AllAsync(new ProcessStartInfo("dotnet", ["publish", project, "-c", configuration, $"-p:CompiledFor=linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", "-o", target, "-v", "quiet", "--nologo"]));
        return target;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Faucet.sln")))
        {
            folder = folder.Parent ?? throw new BenchmarkException("The benchmark runs from its source tree: there is no Faucet.sln above it.");
        }

        return folder.FullName;
    }
}
