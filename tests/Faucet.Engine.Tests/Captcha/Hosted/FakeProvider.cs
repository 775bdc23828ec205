using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Faucet.Engine.Tests.Captcha.Hosted;

/// <summary>A provider of hosted checks as a web server of its own: it answers what the test says, and keeps what it was asked.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource stop = new();

    private FakeProvider(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.Single() + "/siteverify");

    /// <summary>The forms that arrived.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Asked { get; } = [];

    /// <summary>What is answered from now on.</summary>
    public Func<FakeProvider, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public CancellationToken Stopping => stop.Token;

    public static async Task<FakeProvider> StartAsync(bool isSecure = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (isSecure)
            {
                listen.UseHttps(SelfSigned());
            }
        }));
        var provider = new FakeProvider(builder.Build());
        provider.app.MapPost("/siteverify", async context =>
        {
            var form = await context.Request.ReadFormAsync();
            provider.Asked.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString()));
            await provider.Answer(provider, context);
        });
        await provider.app.StartAsync();
        return provider;
    }

    public void AnswerText(string text, int status = 200, string type = "application/json") => Answer = (_, context) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text);
    };

    /// <summary>Takes the question, says nothing, and goes on with the next one as before.</summary>
    public void HangOnce()
    {
        var then = Answer;
        Answer = (provider, _) =>
        {
            provider.Answer = then;
            return Task.Delay(Timeout.Infinite, provider.Stopping);
        };
    }

    /// <summary>Nobody listens any more. Tests do it early, too.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!stop.IsCancellationRequested)
        {
            await stop.CancelAsync();
            await app.DisposeAsync();
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
