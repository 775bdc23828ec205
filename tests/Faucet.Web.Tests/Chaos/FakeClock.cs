namespace Faucet.Web.Tests.Chaos;

/// <summary>The wall clock of one faucet, set by the test with libfaketime. What measures how much time elapses is left alone.</summary>
internal sealed class FakeClock : IDisposable
{
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    ];

    private readonly string file = Path.GetTempFileName();
    private readonly string library;

    private FakeClock(string library)
    {
        this.library = library;
        Set("+0");
    }

    public (string, string)[] Environment =>
    [
        ("LD_PRELOAD", library), ("FAKETIME_TIMESTAMP_FILE", file), ("FAKETIME_NO_CACHE", "1"), ("DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];

    /// <summary>Skips the test where libfaketime is not installed, unless nothing may skip.</summary>
    public static FakeClock Create()
    {
        if (Array.Find(Libraries, File.Exists) is { } library)
        {
            return new FakeClock(library);
        }

        Assert.False(System.Environment.GetEnvironmentVariable("FAUCET_REQUIRE_ALL") == "1", "libfaketime is not installed.");
        Assert.Skip("libfaketime is not installed.");
        return null!; // Skipped.
    }

    /// <param name="offset">As libfaketime takes it: "+400d", "-1h", "+0".</param>
    public void Set(string offset)
    {
        // Replaced as a whole: the faucet reads it at any time.
        File.WriteAllText(file + ".new", offset + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    public void Dispose() => File.Delete(file);
}
