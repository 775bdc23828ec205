using System.Diagnostics;
using System.Globalization;

namespace Faucet.Benchmarks.Databases;

/// <summary>A PostgreSQL server of this benchmark, with its data on tmpfs and the slow flush preloaded into it.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly string[] Settings =
    [
        "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "max_connections=400", "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB",
    ];

    // PostgreSQL refuses to run as root.
    private static readonly string[] AsNobody =
        Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];

    private readonly string folder;
    private readonly SlowFlush flush;

    private PostgresCluster(string folder, SlowFlush flush, int port)
    {
        this.folder = folder;
        this.flush = flush;
        Port = port;
    }

    public int Port { get; }

    public string Data => Path.Combine(folder, "data");

    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <param name="kept">A data folder to start from, which stays as it is; null for an empty server.</param>
    /// <exception cref="BenchmarkException">PostgreSQL is not installed, or does not start.</exception>
    public static async Task<PostgresCluster> StartAsync(string folder, SlowFlush flush, string? kept = null)
    {
        Directory.CreateDirectory(folder);
        if (AsNobody.Length > 0)
        {
            await RunAsync(["chown", "nobody:nogroup", folder]);
        }

        var cluster = new PostgresCluster(folder, flush, ServerProcess.FreePort());
        if (kept is null)
        {
            await RunAsync([.. AsNobody, Program("initdb"), "-D", cluster.Data, "-U", "faucet", "--auth=trust", "--encoding=UTF8", "--no-sync"]);
        }
        else
        {
            await RunAsync(["cp", "-a", kept, cluster.Data]);
        }

        await cluster.StartAsync();
        return cluster;
    }

    /// <exception cref="BenchmarkException">It is not installed.</exception>
    public static string Program(string name) =>
        (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : []).OrderDescending()
            .Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists)
        ?? throw new BenchmarkException($"PostgreSQL's {name} is not installed (apt-get install postgresql). Measure without it: --provider sqlite.");

    public async Task KeepAsync(string target)
    {
        await StopAsync("fast");
        await RunAsync(["cp", "-a", Data, target]);
        await StartAsync();
    }

    public async ValueTask DisposeAsync() => await StopAsync("fast");

    private Task StartAsync() => RunAsync(
        [.. AsNobody, Program("pg_ctl"), "-D", Data, "-w", "-l", Path.Combine(folder, "log"), "-o",
         $"-p {Port.ToString(CultureInfo.InvariantCulture)} -h 127.0.0.1 -k {folder} {string.Join(' ', Settings)}", "start"],
        flush);

    private Task StopAsync(string mode) => RunAsync([.. AsNobody, Program("pg_ctl"), "-D", Data, "stop", "-w", "-m", mode]);

    private static async Task RunAsync(string[] command, SlowFlush? flush = null)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        flush?.ApplyTo(start);
        using var process = Process.Start(start) ?? throw new BenchmarkException($"{command[0]} does not start.");

        // pg_ctl's server inherits the pipes: reading them to their end would wait for the server.
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new BenchmarkException($"{string.Join(' ', command)}: {await process.StandardError.ReadToEndAsync()}");
        }
    }
}
