using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Faucet.Engine.Tests.Bitcoin.Regtest;

namespace Faucet.Web.Tests;

/// <summary>The real faucet as a process of its own, on a free port and in a folder of its own.</summary>
internal sealed class FaucetProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Faucet.Web.dll");

    private readonly Dictionary<string, string> environment;
    private readonly ConcurrentQueue<string> log = new();
    private Process? process;

    private FaucetProcess(Dictionary<string, string> environment) => this.environment = environment;

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("faucet-web-");

    public Uri Url { get; } = new($"http://localhost:{RegtestNode.FreePort()}");

    public string Log => string.Join('\n', log);

    public bool HasExited => process is null or { HasExited: true };

    /// <summary>A faucet on the built-in sandbox.</summary>
    public static FaucetProcess OnSandbox(params (string Name, string Value)[] more) => Create([("Bitcoin__Network", "sandbox"), .. more]);

    /// <summary>A faucet on a real node, with a wallet of its own there.</summary>
    public static async Task<FaucetProcess> OnRegtestAsync(RegtestNode node, Uri? rpc = null, params (string Name, string Value)[] more)
    {
        var wallet = $"faucet-{Guid.NewGuid():N}";
        await node.CreateWalletAsync(wallet);
        return Create(
        [
            ("Bitcoin__Network", "regtest"), ("Bitcoin__Rpc__Url", (rpc ?? node.RpcUrl).ToString()), ("Bitcoin__Rpc__User", node.User),
            ("Bitcoin__Rpc__Password", node.Password), ("Bitcoin__Rpc__Wallet", wallet), .. more,
        ]);
    }

    /// <summary>An option; a new value is for the next start.</summary>
    public string this[string name]
    {
        get => environment[name];
        set => environment[name] = value;
    }

    /// <returns>Null where the option is left to its default.</returns>
    public string? Find(string name) => environment.GetValueOrDefault(name);

    public async Task StartAsync()
    {
        process = Launch([]);
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = Url };
        await Eventually.HoldsAsync("the faucet answers", async () =>
        {
            Assert.False(process.HasExited, $"The faucet stopped:\n{Log}");
            try
            {
                using var reply = await http.GetAsync(new Uri("/how-it-works", UriKind.Relative));
                return true;
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException)
            {
                return false;
            }
        });
        if (environment["Bitcoin__Network"] == "sandbox")
        {
            await Eventually.HoldsAsync("the sandbox's coins are booked", async () =>
            {
                using var reply = await http.GetAsync(new Uri("/", UriKind.Relative));
                return !(await reply.Content.ReadAsStringAsync()).Contains("The faucet is dry", StringComparison.Ordinal);
            });
        }
    }

    /// <summary>What a power cut does: SIGKILL.</summary>
    public void Kill()
    {
        process?.Kill();
        process?.WaitForExit(Patience);
    }

    /// <summary>What an operator does: SIGTERM.</summary>
    public async Task StopAsync()
    {
        using var terminate = Process.Start("kill", ["-TERM", $"{process!.Id}"]);
        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
    }

    /// <summary>Runs a verb of the same executable against the same database.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] verb)
    {
        using var run = Launch(verb);
        var output = run.StandardOutput.ReadToEndAsync();
        var errors = run.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Patience);
        await run.WaitForExitAsync(deadline.Token);
        return (run.ExitCode, await output + await errors);
    }

    public async Task AssertRunsAsync(int exitCode, string says, params string[] verb)
    {
        var (ended, output) = await RunAsync(verb);
        Assert.True(ended == exitCode, output);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    public async Task SetAsync(string key, string value)
    {
        var (exitCode, output) = await RunAsync("settings", "set", key, value, "--reason", "for this test");
        Assert.True(exitCode == 0, output);
    }

    public async Task AssertLedgerVerifiesAsync()
    {
        var (exitCode, output) = await RunAsync("ledger", "verify");
        Assert.True(exitCode == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        process?.Dispose();
        Folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static FaucetProcess Create((string Name, string Value)[] environment)
    {
        var faucet = new FaucetProcess([]);
        foreach (var (name, value) in environment)
        {
            faucet.environment[name] = value;
        }

        faucet.environment["DataFolder"] = faucet.Folder.FullName;
        faucet.environment["Urls"] = faucet.Url.ToString();
        return faucet;
    }

    private Process Launch(string[] verb)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. verb])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
    }
}
