using System.Net;
using System.Net.Sockets;
using System.Text;
using Faucet.Core.Amounts;
using Faucet.Core.Transactions;
using Faucet.Engine.Bitcoin;
using Faucet.Engine.Bitcoin.Core;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Engine.Tests.Bitcoin;

/// <summary>Replies as nodes have sent them, and what goes wrong below them: did the call take effect or not?</summary>
public sealed class CoreNodeFailureTests
{
    private const string Estimate = """{"result":{"feerate":0.00001234,"blocks":6},"error":null,"id":1}""";
    private static readonly TxId AnyId = TxId.Parse(new string('a', 64));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_port_means_that_nothing_happened()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        listener.Stop();

        await FailsAsync(url, NodeFailure.NotExecuted);
        await FailsAsync(new Uri("http://node.invalid:8332"), NodeFailure.NotExecuted);
    }

    [Theory]
    [InlineData(401, "", NodeFailure.NotExecuted, null)]
    [InlineData(403, "", NodeFailure.NotExecuted, null)]
    [InlineData(503, "Work queue depth exceeded", NodeFailure.NotExecuted, null)]
    [InlineData(500, "Work queue depth exceeded", NodeFailure.NotExecuted, null)]
    [InlineData(500, """{"result":null,"error":{"code":-28,"message":"Loading block index…"},"id":1}""", NodeFailure.NotExecuted, -28)]
    [InlineData(200, """{"jsonrpc":"2.0","error":{"code":-28,"message":"Verifying blocks…"},"id":1}""", NodeFailure.NotExecuted, -28)]
    [InlineData(500, """{"result":null,"error":{"code":-8,"message":"Invalid conf_target"},"id":1}""", NodeFailure.Refused, -8)]
    [InlineData(404, """{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":1}""", NodeFailure.Refused, -32601)]
    [InlineData(200, """{"jsonrpc":"2.0","error":{"code":-8,"message":"Invalid conf_target"},"id":1}""", NodeFailure.Refused, -8)]
    [InlineData(200, "<html>It works!</html>", NodeFailure.Unknown, null)]
    [InlineData(200, "", NodeFailure.Unknown, null)]
    [InlineData(200, "[]", NodeFailure.Unknown, null)]
    [InlineData(200, """{"jsonrpc":"2.0","id":1}""", NodeFailure.Unknown, null)]
    [InlineData(200, """{"jsonrpc":"2.0","error":{"code":"x"},"id":1}""", NodeFailure.Unknown, null)]
    [InlineData(500, "Internal error", NodeFailure.Unknown, null)]
    [InlineData(302, "", NodeFailure.Unknown, null)]
    [InlineData(200, """{"result":{"feerate":0.000000001,"blocks":6},"error":null,"id":1}""", NodeFailure.Unknown, null)]
    [InlineData(200, """{"result":{"feerate":1000000,"blocks":6},"error":null,"id":1}""", NodeFailure.Unknown, null)]
    [InlineData(200, """{"result":{"feerate":"soon","blocks":6},"error":null,"id":1}""", NodeFailure.Unknown, null)]
    public async Task Each_reply_says_whether_the_call_took_effect(int status, string body, NodeFailure failure, int? code)
    {
        await using var server = new FakeRpcServer(FakeRpcServer.Http(status, body));

        Assert.Equal(code, (await FailsAsync(server.Url, failure)).Code);
    }

    [Fact]
    public async Task Amounts_are_read_to_the_last_digit()
    {
        await using var server = new FakeRpcServer(
            FakeRpcServer.Http(200, Estimate),
            FakeRpcServer.Http(200, """{"jsonrpc":"2.0","result":{"value":20999999.97690001,"scriptPubKey":{"hex":"51"}},"id":2}"""));
        using var node = Node(server.Url);

        Assert.Equal(1234, (await node.EstimateFeeRateAsync(6, Token))!.Value.SatoshisPerKvB);
        Assert.Equal(2_099_999_997_690_001, (await node.FindUtxoAsync(new OutPoint(AnyId, 0), Token))!.Amount.Satoshis);
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_the_outcome_open()
    {
        await using var silent = new FakeRpcServer([null]);
        await FailsAsync(silent.Url, NodeFailure.Unknown);

        await using var halfway = new FakeRpcServer(FakeRpcServer.Http(200, Estimate)[..^10]);
        await FailsAsync(halfway.Url, NodeFailure.Unknown);
    }

    [Fact]
    public async Task A_broken_call_is_not_repeated_behind_the_back()
    {
        await using var server = new FakeRpcServer(FakeRpcServer.Http(200, Estimate), null, FakeRpcServer.Http(200, Estimate));
        using var node = Node(server.Url);
        await node.EstimateFeeRateAsync(6, Token);

        await Assert.ThrowsAsync<NodeException>(() => node.EstimateFeeRateAsync(6, Token));

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_reply_without_end_is_cut_off()
    {
        await using var server = new FakeRpcServer(FakeRpcServer.Http(200, "\"" + new string('x', 5_000_001) + "\""));

        await FailsAsync(server.Url, NodeFailure.Unknown);
    }

    [Fact]
    public async Task Silence_ends_with_the_time_out()
    {
        await using var server = new FakeRpcServer("");
        var time = new FakeTimeProvider();
        using var node = new CoreNode(Options(server.Url) with { Timeout = TimeSpan.FromSeconds(7) }, time);
        var call = node.EstimateFeeRateAsync(6, Token);
        await UntilAsync(() => !server.Requests.IsEmpty);

        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(NodeFailure.Unknown, (await Assert.ThrowsAsync<NodeException>(() => call)).Failure);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_no_failure_of_the_node()
    {
        await using var server = new FakeRpcServer("");
        using var node = Node(server.Url);
        using var cancel = new CancellationTokenSource();
        var call = node.EstimateFeeRateAsync(6, cancel.Token);
        await UntilAsync(() => !server.Requests.IsEmpty);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_cookie_is_read_again_when_the_node_refuses_the_old_one()
    {
        var cookie = Path.GetTempFileName();
        await File.WriteAllTextAsync(cookie, "__cookie__:old", Token);
        await using var server = new FakeRpcServer(
            FakeRpcServer.Http(200, Estimate), FakeRpcServer.Http(401, ""), FakeRpcServer.Http(200, Estimate));
        using var node = new CoreNode(new CoreNodeOptions(server.Url, "hot") { CookieFile = cookie }, TimeProvider.System);

        await node.EstimateFeeRateAsync(6, Token);
        await File.WriteAllTextAsync(cookie, "__cookie__:new\n", Token);
        await node.EstimateFeeRateAsync(6, Token);

        var sent = server.Requests.Select(request => request.Contains(Basic("__cookie__:new"), StringComparison.Ordinal) ? "new"
            : request.Contains(Basic("__cookie__:old"), StringComparison.Ordinal) ? "old" : "none");
        Assert.Equal(["old", "old", "new"], sent);
        File.Delete(cookie);
        using var lost = new CoreNode(new CoreNodeOptions(server.Url, "hot") { CookieFile = cookie }, TimeProvider.System);
        Assert.Equal(NodeFailure.NotExecuted, (await Assert.ThrowsAsync<NodeException>(() => lost.EstimateFeeRateAsync(6, Token))).Failure);
    }

    [Theory]
    [InlineData(-27, "Transaction outputs already in utxo set", BroadcastResult.AlreadyConfirmed)]
    [InlineData(-25, "bad-txns-inputs-missingorspent", BroadcastResult.Ambiguous)]
    [InlineData(-25, "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)", BroadcastResult.Rejected)]
    [InlineData(-26, "txn-already-in-mempool", BroadcastResult.Accepted)]
    [InlineData(-26, "txn-already-known", BroadcastResult.Accepted)]
    [InlineData(-26, "txn-mempool-conflict", BroadcastResult.Ambiguous)]
    [InlineData(-26, "insufficient fee, rejecting replacement 1234, not enough additional fees to relay", BroadcastResult.Ambiguous)]
    [InlineData(-26, "min relay fee not met, 55 < 110", BroadcastResult.FeeTooLow)]
    [InlineData(-26, "mempool min fee not met, 110 < 500", BroadcastResult.FeeTooLow)]
    [InlineData(-26, "too-large-cluster", BroadcastResult.Ambiguous)]
    [InlineData(-26, "too-long-mempool-chain, too many descendants", BroadcastResult.Ambiguous)]
    [InlineData(-26, "non-final", BroadcastResult.Ambiguous)]
    [InlineData(-26, "dust, tx with dust output must be 0-fee", BroadcastResult.Rejected)]
    [InlineData(-26, "scriptpubkey", BroadcastResult.Rejected)]
    [InlineData(-26, "tx-size", BroadcastResult.Rejected)]
    [InlineData(-22, "TX decode failed. Make sure the tx has at least one input.", BroadcastResult.Rejected)]
    public async Task Broadcast_answers_are_told_apart(int code, string message, BroadcastResult expected)
    {
        await using var server = new FakeRpcServer(Error(code, message));
        using var node = Node(server.Url);

        var answer = await node.BroadcastAsync("00", FeeRate.FromSatoshisPerVByte(12.345m), Token);

        Assert.Equal(expected, answer.Result);
        Assert.Contains(message, answer.Reason, StringComparison.Ordinal);
        Assert.Contains("\"maxfeerate\":\"0.00012345\"", server.Requests.Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-28, NodeFailure.NotExecuted)]
    [InlineData(-32603, NodeFailure.Refused)]
    public async Task A_broadcast_that_failed_for_another_reason_is_no_answer(int code, NodeFailure failure)
    {
        await using var server = new FakeRpcServer(Error(code, "not about this transaction"));
        using var node = Node(server.Url);

        var thrown = await Assert.ThrowsAsync<NodeException>(() => node.BroadcastAsync("00", FeeRate.FromSatoshisPerVByte(1), Token));

        Assert.Equal((failure, code), (thrown.Failure, thrown.Code));
    }

    [Fact]
    public async Task On_the_main_chain_a_missing_wallet_is_named_and_not_created()
    {
        await using var server = new FakeRpcServer(
            Error(-18, "Requested wallet does not exist or is not loaded"),
            Error(-18, "Wallet file verification failed. Path does not exist."),
            FakeRpcServer.Http(200, """{"jsonrpc":"2.0","result":{"chain":"main"},"id":1}"""));
        using var node = Node(server.Url);

        var failure = await Assert.ThrowsAsync<NodeException>(() => node.ListLocksAsync(Token));

        Assert.Equal((NodeFailure.Refused, -18), (failure.Failure, failure.Code));
        Assert.Contains("createwallet wallet_name=hot", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.Contains("\"createwallet\"", StringComparison.Ordinal));
        Assert.StartsWith("POST /wallet/hot HTTP/1.1", server.Requests.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unlocking_always_names_the_coin()
    {
        await using var server = new FakeRpcServer(Error(-8, "Invalid parameter, expected locked output"));
        using var node = Node(server.Url);

        await node.UnlockAsync(new OutPoint(AnyId, 3), Token);

        Assert.Contains($$"""{"unlock":true,"transactions":[{"txid":"{{AnyId}}","vout":3}]}""", server.Requests.Single(), StringComparison.Ordinal);
    }

    private static string Error(int code, string message) =>
        FakeRpcServer.Http(200, $$$"""{"jsonrpc":"2.0","error":{"code":{{{code}}},"message":"{{{message}}}"},"id":1}""");

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task A_node_that_hangs_up_at_once_is_a_node_that_fails()
    {
        await using var server = new HangingUp();
        using var node = Node(server.Url);
        for (var call = 0; call < HangingUp.Calls; call++)
        {
            await Assert.ThrowsAsync<NodeException>(() => node.EstimateFeeRateAsync(6, Token));
        }
    }

    private static CoreNodeOptions Options(Uri url) => new(url, "hot") { User = "faucet", Password = "secret" };

    private static CoreNode Node(Uri url) => new(Options(url), TimeProvider.System);

    private static async Task<NodeException> FailsAsync(Uri url, NodeFailure failure)
    {
        using var node = Node(url);
        var thrown = await Assert.ThrowsAsync<NodeException>(() => node.EstimateFeeRateAsync(6, Token));
        Assert.Equal(failure, thrown.Failure);
        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
        return thrown;
    }

    private static async Task UntilAsync(Func<bool> happened)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        while (!happened())
        {
            await Task.Delay(5, deadline.Token);
        }
    }
}
