using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Faucet.Benchmarks;

/// <summary>The least that an ASP.NET endpoint can do: what a request costs before the faucet does anything.</summary>
internal static class Hello
{
    /// <summary>The child process.</summary>
    public static async Task ServeAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add($"http://127.0.0.1:{port}");
        app.MapGet("/", static context =>
        {
            context.Response.ContentLength = 5;
            return context.Response.WriteAsync("hello");
        });
        await app.StartAsync(cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public static Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var port = ServerProcess.FreePort();
        return ServerProcess.StartAsync(ChildOutput.Self("hello", port.ToString(CultureInfo.InvariantCulture)), port, cancellationToken);
    }

    public static Load LoadOn(ServerProcess server, int clients)
    {
        var request = Connection.Get(server.Port, "/");
        return new Load([.. Enumerable.Range(0, clients).Select(_ => new LoadClient(server.Port, 200, () => request))]);
    }
}
