using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Faucet.Web.Tests.Payouts;

/// <summary>On which side of the node's work a call is.</summary>
public enum CallSide
{
    /// <summary>The node has not seen it.</summary>
    Asked,

    /// <summary>The node has done it; the faucet has no reply yet.</summary>
    Done,
}

/// <summary>Stands between faucet and node, so that a test can act at a call without a line of test code in the product.</summary>
internal sealed class RpcProxy : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient http = new();

    private RpcProxy(WebApplication app) => this.app = app;

    /// <summary>Called at each side of each call; false cuts the connection instead of going on.</summary>
    public Func<string, CallSide, bool> OnCall { get; set; } = (_, _) => true;

    public Uri Url => new(app.Urls.Single());

    public static async Task<RpcProxy> StartAsync(Uri node)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var proxy = new RpcProxy(app);
        app.Run(context => proxy.ForwardAsync(context, node));
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task ForwardAsync(HttpContext context, Uri node)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var call = JsonDocument.Parse(body.ToArray());
        var method = call.RootElement.GetProperty("method").GetString()!;
        if (!OnCall(method, CallSide.Asked))
        {
            context.Abort();
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, context.Request.Path.Value)) { Content = new ByteArrayContent(body.ToArray()) };
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var reply = await http.SendAsync(request);
        var answer = await reply.Content.ReadAsByteArrayAsync();
        if (!OnCall(method, CallSide.Done))
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)reply.StatusCode;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(answer);
    }
}
