namespace Faucet.Engine.Tests.Bitcoin.Regtest;

/// <summary>Finds a bitcoind: <c>FAUCET_BITCOIND</c>, then PATH, then where <c>tests/get-bitcoind.sh</c> puts one.</summary>
public static class BitcoindProgram
{
    public const string HowToGetOne = "No bitcoind: run tests/get-bitcoind.sh, or set FAUCET_BITCOIND to one.";

    /// <summary>Null when this machine has none. A variable that names no file is a mistake, not an absence.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FAUCET_BITCOIND") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new FileNotFoundException("FAUCET_BITCOIND names no file.", named);
        }

        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "bitcoind"));
        return onPath.Append(Path.Combine(RepositoryRoot(), ".tools", "bitcoin", "bitcoind")).FirstOrDefault(File.Exists);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Faucet.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
