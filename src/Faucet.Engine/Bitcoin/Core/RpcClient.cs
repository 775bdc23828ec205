using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Faucet.Engine.Bitcoin.Core;

/// <summary>One JSON-RPC call over HTTP, 2.0 or 1.x as the node prefers, bounded in time and size.</summary>
/// <remarks>Never retried here, except after a 401, which the node answers before it runs anything.</remarks>
internal sealed class RpcClient : IDisposable
{
    /// <summary>In bytes. The largest usual reply describes one payout of thousands of outputs.</summary>
    public const int MaximumReply = 5_000_000;

    private readonly CoreNodeOptions options;
    private readonly TimeProvider time;
    private readonly RpcCredentials credentials;
    private readonly HttpClient http;
    private long lastId;

    public RpcClient(CoreNodeOptions options, TimeProvider time)
    {
        this.options = options;
        this.time = time;
        credentials = new RpcCredentials(options);
        var handler = new SocketsHttpHandler
        {
            // The node closes idle connections; a call that dies on one would count as Unknown for nothing.
            PooledConnectionLifetime = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        };
        http = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => http.Dispose();

    /// <summary>Calls <paramref name="method"/> with named parameters and reads its result.</summary>
    /// <param name="path"><c>/</c> for the node, <c>/wallet/name</c> for a wallet.</param>
    /// <param name="read">May throw what reading JSON throws; that counts as a reply that can't be read.</param>
    /// <exception cref="NodeException">Any failure but the caller's own cancellation.</exception>
    public async Task<T> CallAsync<T>(
        string path, string method, object parameters, Func<JsonElement, T> read, CancellationToken cancellationToken, int maximumReply = MaximumReply)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var (status, body) = await PostAsync(path, method, parameters, maximumReply, either.Token);
            if (status == HttpStatusCode.Unauthorized && credentials.TryRenew())
            {
                (status, body) = await PostAsync(path, method, parameters, maximumReply, either.Token);
            }

            return Read(method, status, body, read);
        }
        catch (HttpRequestException exception)
        {
            throw RpcFailures.Transport(method, exception);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            // HttpClient lets out a bare SocketException when the other side goes away while it connects.
            throw RpcFailures.Interrupted(method, exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw RpcFailures.TimedOut(method, options.Timeout);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(
        string path, string method, object parameters, int maximumReply, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref lastId);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Url, path));
        request.Headers.Authorization = credentials.Current;
        request.Content = new ByteArrayContent(
            JsonSerializer.SerializeToUtf8Bytes(new { jsonrpc = "2.0", id, method, @params = parameters }));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (body.Length + count > maximumReply)
            {
                throw RpcFailures.Oversized(method, maximumReply);
            }

            body.Write(buffer, 0, count);
        }

        return (response.StatusCode, body.ToArray());
    }

    /// <summary>JSON-RPC 2.0 sends errors as HTTP 200 and either member; 1.x as 500 or 404 and both members, one null.</summary>
    private static T Read<T>(string method, HttpStatusCode status, byte[] body, Func<JsonElement, T> read)
    {
        if (RpcFailures.Http(method, status, body) is { } refused)
        {
            throw refused;
        }

        try
        {
            using var reply = JsonDocument.Parse(body);
            if (reply.RootElement.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            {
                throw RpcFailures.Rpc(method, error);
            }

            return status == HttpStatusCode.OK
                ? read(reply.RootElement.GetProperty("result"))
                : throw RpcFailures.Unreadable(method);
        }
        catch (Exception exception) when (exception
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw RpcFailures.Unreadable(method, exception);
        }
    }
}
