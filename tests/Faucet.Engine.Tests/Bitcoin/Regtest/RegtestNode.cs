using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faucet.Core.Amounts;

namespace Faucet.Engine.Tests.Bitcoin.Regtest;

/// <summary>A real bitcoind on its own chain: free port, temporary folder, a miner with mature coins. One per test collection.</summary>
/// <remarks>Its folder stands alone, so that other test projects can link these files; what is for xunit stands in a part of its own, which the benchmarks leave out.</remarks>
public sealed partial class RegtestNode : IAsyncDisposable
{
    private const string MinerWallet = "miner";

    /// <summary>
    /// A hundred bury the first coins. The others keep the lock times that wallets draw at random, up to 99 below the tip against fee sniping,
    /// above 21: Knots counts such a transaction as an abuse of its own kind (CAT-21) and does not take it into its mempool, although the payment was answered.
    /// </summary>
    private const int FirstBlocks = 125;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static int ports = RandomNumberGenerator.GetInt32(12_000);

    private readonly string folder;
    private readonly string[] options;
    private readonly HttpClient http = new() { Timeout = Patience };
    private readonly string? program = BitcoindProgram.Find();
    private Process? process;
    private int port;

    public RegtestNode()
        : this(Directory.CreateTempSubdirectory("faucet-regtest-").FullName)
    {
    }

    /// <param name="folder">Deleted with the node.</param>
    /// <param name="options">Of bitcoind, beside those that every node here has.</param>
    internal RegtestNode(string folder, params string[] options) => (this.folder, this.options) = (folder, options);

    public Uri RpcUrl => new($"http://127.0.0.1:{port}");

    public string User { get; } = "faucet";

    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Of the chain: wallets, mempool and estimates lie here while it is stopped.</summary>
    public string DataFolder => Path.Combine(folder, "regtest");

    /// <summary>Written anew at each start.</summary>
    public string CookieFile => Path.Combine(folder, "regtest", ".cookie");

    public string DebugLog => Path.Combine(folder, "regtest", "debug.log");

    public async ValueTask InitializeAsync()
    {
        if (program is null)
        {
            return;
        }

        await StartAsync();
        await CreateWalletAsync(MinerWallet);
        await MineAsync(FirstBlocks);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        process?.Dispose();
        http.Dispose();
        await Task.Run(() => Directory.Delete(folder, recursive: true));
    }

    /// <summary>Starts on another free port than before; the chain and the wallets are kept.</summary>
    public Task StartAsync() => StartAsync(FreePort(), []);

    /// <summary>Stops in order and starts again where it listened, so that clients find it, with what an operator adds to <c>bitcoin.conf</c>.</summary>
    public async Task RestartAsync(params string[] arguments)
    {
        await StopAsync();
        await StartAsync(port, arguments);
    }

    private async Task StartAsync(int wanted, string[] arguments)
    {
        // Between finding a free port and taking it another program may be faster.
        for (var attempt = 1; !await TryStartAsync(attempt == 1 ? wanted : FreePort(), arguments); attempt++)
        {
            if (attempt == 3)
            {
                throw new InvalidOperationException("bitcoind stops at once: " + await process!.StandardError.ReadToEndAsync());
            }
        }
    }

    /// <summary>Stops in order, so that mempool and wallets are on disk.</summary>
    public async Task StopAsync()
    {
        await RpcAsync("stop");
        using var deadline = new CancellationTokenSource(Patience);
        await process!.WaitForExitAsync(deadline.Token);
    }

    /// <summary>What a power cut does.</summary>
    public void Kill()
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            process.WaitForExit(Patience);
        }
    }

    /// <summary>Mines to the miner, and returns once every wallet of the node has heard of the blocks.</summary>
    public async Task MineAsync(int blocks)
    {
        var address = (await RpcAsync("getnewaddress", new { address_type = "bech32" }, MinerWallet)).GetString();
        await RpcAsync("generatetoaddress", new { nblocks = blocks, address });
        await RpcAsync("syncwithvalidationinterfacequeue");
    }

    public Task CreateWalletAsync(string name) => RpcAsync("createwallet", new { wallet_name = name, load_on_startup = true });

    /// <summary>Pays without mining, and returns the transaction's id once every wallet of the node has heard of it.</summary>
    public async Task<string> SendFromMinerAsync(string address, Money amount)
    {
        var txId = await RpcAsync("sendtoaddress", new { address, amount = amount.ToBitcoinText(), fee_rate = "2" }, MinerWallet);
        await RpcAsync("syncwithvalidationinterfacequeue");
        return txId.GetString()!;
    }

    /// <summary>Makes the transaction that a test describes, with a wallet's keys, whatever the wallet itself would rather spend.</summary>
    /// <param name="transaction">The parameters of <c>createrawtransaction</c>.</param>
    public async Task<string> SignAndSendAsync(string wallet, object transaction)
    {
        var hexstring = (await RpcAsync("createrawtransaction", transaction)).GetString();
        var signed = (await RpcAsync("signrawtransactionwithwallet", new { hexstring }, wallet)).GetProperty("hex").GetString();
        var txId = await RpcAsync("sendrawtransaction", new { hexstring = signed });
        await RpcAsync("syncwithvalidationinterfacequeue");
        return txId.GetString()!;
    }

    /// <summary>An address that is nobody's but the miner's.</summary>
    public async Task<string> ForeignAddressAsync(string type = "bech32") =>
        (await RpcAsync("getnewaddress", new { address_type = type }, MinerWallet)).GetString()!;

    /// <exception cref="RegtestException">The node's error, with its code.</exception>
    public async Task<JsonElement> RpcAsync(string method, object? parameters = null, string? wallet = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(RpcUrl, wallet is null ? "/" : "/wallet/" + wallet));
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        request.Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method, @params = parameters ?? new { } });
        await request.Content.LoadIntoBufferAsync();
        using var response = await http.SendAsync(request);
        var reply = await response.Content.ReadFromJsonAsync<JsonElement>();
        return reply.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null
            ? throw new RegtestException(error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!)
            : reply.GetProperty("result").Clone();
    }

    /// <summary>One that nobody listens on now, for whatever server of a test.</summary>
    public static int FreePort()
    {
        while (true)
        {
            // Each only once, and none that the system hands out: two must not meet on a port that is free while one of them restarts.
            var port = 20_000 + (Interlocked.Increment(ref ports) % 12_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }

    private async Task<bool> TryStartAsync(int on, string[] arguments)
    {
        port = on;
        process?.Dispose();
        process = Process.Start(new ProcessStartInfo(program!, [.. Arguments(), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await UntilAsync(async () => process.HasExited || await TryAsync(() => RpcAsync("getblockcount")));
        return !process.HasExited;
    }

    private static async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or RegtestException or JsonException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await happened())
        {
            await Task.Delay(50, deadline.Token);
        }
    }

    /// <summary>A small key pool makes wallets quick to create; without peers nothing leaves this machine.</summary>
    private string[] Arguments() =>
    [
        "-regtest", "-server", "-printtoconsole=0", "-listen=0", "-connect=0", "-dnsseed=0", "-natpmp=0", "-keypool=10", "-dbcache=16", "-par=1",
        "-datadir=" + folder, "-rpcport=" + port.ToString(CultureInfo.InvariantCulture), "-rpcauth=" + RpcAuth(),
        .. options,
    ];

    /// <summary>As Bitcoin Core's <c>share/rpcauth/rpcauth.py</c>; unlike -rpcpassword it leaves the cookie file alone.</summary>
    private string RpcAuth()
    {
        const string salt = "00112233445566778899aabbccddeeff";
        return $"{User}:{salt}${Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(salt), Encoding.UTF8.GetBytes(Password)))}";
    }
}

/// <summary>The node's own error.</summary>
public sealed class RegtestException(int code, string message) : Exception($"{message} ({code})")
{
    public int Code { get; } = code;
}
