using System.Diagnostics;
using System.Globalization;
using Faucet.Engine.Data;
using Faucet.Engine.Tests.Bitcoin.Regtest;
using Npgsql;
using Xunit;

namespace Faucet.Engine.Tests.Data;

/// <summary>A real PostgreSQL on a free port, in a folder of its own, for as long as the test process lives.</summary>
/// <remarks>Without flushes to the disk: it never outlives a power cut that it would have to survive.</remarks>
internal sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Running = new(StartAsync);

    private static int databases;

    private readonly string connectionString;

    private const string Password = "asked-for-as-an-operators-is";

    private PostgresServer(int port) => connectionString = $"Host=127.0.0.1;Port={port};Username=faucet;Password={Password};Pooling=true;Maximum Pool Size=40";

    /// <summary>An empty database, or a copy. Skips the test where PostgreSQL is not installed, unless nothing may skip.</summary>
    /// <param name="template">The name of one that nobody is connected to.</param>
    public static async Task<(DatabaseOptions Options, Func<ValueTask> Drop)> CreateDatabaseAsync(string template = "template1")
    {
        if (FindProgram("initdb") is null && Environment.GetEnvironmentVariable("FAUCET_REQUIRE_ALL") != "1")
        {
            Assert.Skip("PostgreSQL's initdb is not installed.");
        }

        var server = await Running.Value;
        var name = $"faucet{Interlocked.Increment(ref databases)}";
        await server.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY");
        var options = new DatabaseOptions(DatabaseProvider.Postgres, $"{server.connectionString};Database={name}");
        return (options, async () =>
        {
            await using (var connection = new NpgsqlConnection(options.ConnectionString))
            {
                NpgsqlConnection.ClearPool(connection);
            }

            await server.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
        );
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create($"{connectionString};Database=postgres");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("faucet-postgres-").FullName;
        var port = RegtestNode.FreePort();

        // PostgreSQL refuses to run as root.
        string[] asNobody = Environment.UserName == "root" ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] : [];
        if (asNobody.Length > 0)
        {
            await RunAsync(["chown", "nobody:nogroup", folder]);
        }

        var data = Path.Combine(folder, "data");
        var password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, Password);
        await RunAsync([.. asNobody, FindProgram("initdb")!, "-D", data, "-U", "faucet", "--auth=scram-sha-256", "--pwfile", password, "--encoding=UTF8", "--no-sync"]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            RunAsync([.. asNobody, FindProgram("pg_ctl")!, "-D", data, "stop", "-m", "immediate"]).GetAwaiter().GetResult();
            Directory.Delete(folder, recursive: true);
        };
        await RunAsync(
            [.. asNobody, FindProgram("pg_ctl")!, "-D", data, "-w", "-l", Path.Combine(folder, "log"), "-o",
             $"-p {port.ToString(CultureInfo.InvariantCulture)} -h 127.0.0.1 -k {folder} -c max_connections=200 -c fsync=off -c full_page_writes=off", "start"]);
        return new PostgresServer(port);
    }

    private static async Task RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} does not start.");

        // pg_ctl's server inherits the pipes: reading them to their end would wait for the server.
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {await process.StandardError.ReadToEndAsync()}");
        }
    }

    private static string? FindProgram(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists)
            : null;
}
