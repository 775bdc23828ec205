namespace Faucet.Benchmarks;

/// <summary>A folder in memory for the databases of one invocation, gone when it ends.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private ScratchFolder(string path) => Path = path;

    public string Path { get; }

    public static ScratchFolder Create()
    {
        var path = System.IO.Path.Combine(Memory, $"faucet-benchmark-{Environment.ProcessId}");
        try
        {
            return new ScratchFolder(Directory.CreateDirectory(path).FullName);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var folder = Directory.CreateTempSubdirectory("faucet-benchmark-").FullName;
            Console.WriteLine($"NO TMPFS at {Memory}: the databases are on a disk ({folder}). Its own flushes come on top, and nothing here can be compared.");
            return new ScratchFolder(folder);
        }
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
