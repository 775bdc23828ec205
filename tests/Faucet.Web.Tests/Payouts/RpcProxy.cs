using System.Net;
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

    /// <summary>What a call waits for at each side, before <see cref="OnCall"/>.</summary>
    public Func<string, CallSide, Task> DelayAsync { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether the node gets a call twice; the faucet hears the second reply.</summary>
    public Func<string, bool> IsDoubled { get; set; } = _ => false;

    public Uri Url => new(app.Urls.Single());

    public static Task<RpcProxy> StartAsync(Uri node) => StartAsync(() => node);

    /// <param name="node">Where the node is now: one that was started again listens elsewhere.</param>
    public static async Task<RpcProxy> StartAsync(Func<Uri> node)
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

    private async Task ForwardAsync(HttpContext context, Func<Uri> node)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var call = JsonDocument.Parse(body.ToArray());
        var method = call.RootElement.GetProperty("method").GetString()!;
        await DelayAsync(method, CallSide.Asked);
        if (!OnCall(method, CallSide.Asked))
        {
            context.Abort();
            return;
        }

        if (IsDoubled(method))
        {
            await PassOnAsync(context.Request, node(), body.ToArray());
        }

        var answer = await PassOnAsync(context.Request, node(), body.ToArray());
        await DelayAsync(method, CallSide.Done);
        if (!OnCall(method, CallSide.Done) || answer is not { } reply)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)reply.Status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(reply.Body);
    }

    /// <returns>Null: there is no node, or no longer.</returns>
    private async Task<(HttpStatusCode Status, byte[] Body)?> PassOnAsync(HttpRequest asked, Uri node, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(node, asked.Path.Value)) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", asked.Headers.Authorization.ToString());
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        try
        {
            using var reply = await http.SendAsync(request);
            return (reply.StatusCode, await reply.Content.ReadAsByteArrayAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
