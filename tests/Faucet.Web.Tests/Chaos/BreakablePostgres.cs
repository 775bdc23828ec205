using System.Diagnostics;
using System.Globalization;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Npgsql;

namespace Faucet.Web.Tests.Chaos;

/// <summary>A PostgreSQL of one test alone, which the test may freeze or kill.</summary>
internal sealed class BreakablePostgres : IAsyncDisposable
{
    // PostgreSQL refuses to run as root.
    private static readonly string[] AsNobody =
        Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];

    private readonly string folder = Directory.CreateTempSubdirectory("faucet-postgres-").FullName;
    private readonly int port = RegtestNode.FreePort();
    private Process? server;

    private BreakablePostgres()
    {
    }

    public string ConnectionString => $"Host=127.0.0.1;Port={port};Username=faucet;Database=postgres";

    private string Data => Path.Combine(folder, "data");

    /// <summary>Skips the test where PostgreSQL is not installed, unless nothing may skip.</summary>
    public static async Task<BreakablePostgres> StartAsync()
    {
        if (FindProgram("initdb") is null && Environment.GetEnvironmentVariable("FAUCET_REQUIRE_ALL") != "1")
        {
            Assert.Skip("PostgreSQL's initdb is not installed.");
        }

        var postgres = new BreakablePostgres();
        if (AsNobody.Length > 0)
        {
            await RunAsync(["chown", "nobody:nogroup", postgres.folder]);
        }

        // Synced, unlike the other tests' databases: what a kill leaves behind is what counts here.
        await RunAsync([.. AsNobody, FindProgram("initdb")!, "-D", postgres.Data, "-U", "faucet", "--auth=trust", "--encoding=UTF8"]);
        await postgres.RestartAsync();
        return postgres;
    }

    public Task RestartAsync()
    {
        server?.Dispose();
        string[] command =
        [
            .. AsNobody, FindProgram("postgres")!, "-D", Data, "-p", port.ToString(CultureInfo.InvariantCulture), "-h", "127.0.0.1",
            "-k", folder, "-c", "max_connections=200", "-c", "logging_collector=on",
        ];
        server = Process.Start(new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" });
        return Eventually.HoldsAsync("PostgreSQL answers", async () =>
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
    }

    /// <summary>SIGKILL for the server and all its workers at once.</summary>
    public void Kill()
    {
        Signal("KILL");
        server!.WaitForExit();
    }

    /// <summary>All processes stop: connections stay open and nothing answers, as when a disk or a host hangs.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public ValueTask DisposeAsync()
    {
        Kill();
        server!.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Signal(string name)
    {
        var parent = server!.Id.ToString(CultureInfo.InvariantCulture);
        var children = Directory.GetDirectories("/proc").Where(process => IsChildOf(process, parent)).Select(Path.GetFileName);
        using var kill = Process.Start("kill", [$"-{name}", parent, .. children!]);
        kill.WaitForExit();
    }

    private static bool IsChildOf(string process, string parent)
    {
        try
        {
            // "pid (name) state parent …": the name may hold anything, so from its closing bracket on.
            var stat = File.ReadAllText(Path.Combine(process, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // Not a process, or gone meanwhile.
        }
    }

    private static async Task RunAsync(string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {errors}{await output}");
    }

    private static string? FindProgram(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists)
            : null;
}
