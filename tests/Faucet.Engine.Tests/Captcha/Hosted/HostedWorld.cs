using System.Text.Json;
using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Captcha.HCaptcha;
using Faucet.Engine.Captcha.Hosted;
using Faucet.Engine.Captcha.ReCaptcha;
using Faucet.Engine.Captcha.Turnstile;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Engine.Tests.Captcha.Hosted;

/// <summary>One of the three verifiers, and the server that it asks.</summary>
internal sealed class HostedWorld : IAsyncDisposable
{
    public const string Host = "faucet.example.org";
    public const string Token = "a-token-that-a-widget-made";

    private readonly SiteVerify site;

    private HostedWorld(CaptchaProvider provider, FakeProvider server, HostedOptions options, TimeSpan patience)
    {
        (Provider, Server) = (provider, server);
        site = new SiteVerify(provider, options, Breaker, Time, NullLogger<SiteVerify>.Instance) { Patience = patience };
        Verifier = provider switch
        {
            CaptchaProvider.Turnstile => new TurnstileVerifier(site, options, new AltchaSetup(AltchaWorld.Secrets, AltchaWorld.Cheap), Time),
            CaptchaProvider.HCaptcha => new HCaptchaVerifier(site, options, Time),
            _ => new ReCaptchaVerifier(site, options, Time),
        };
    }

    public CaptchaProvider Provider { get; }

    public FakeProvider Server { get; }

    public HostedBreaker Breaker { get; } = new();

    public FakeTimeProvider Time { get; } = new(AltchaWorld.Start);

    public ICaptchaVerifier Verifier { get; }

    /// <summary>The hash of Alice's cookie, as the page gives it to Turnstile's widget.</summary>
    public static string Cdata => AltchaWorld.Secrets.HashVisitor(AltchaWorld.Alice.Visitor);

    public static async Task<HostedWorld> CreateAsync(
        CaptchaProvider provider, bool isSecure = false, Func<HostedOptions, HostedOptions>? change = null, double patienceSeconds = 5)
    {
        var server = await FakeProvider.StartAsync(isSecure);
        var options = new HostedOptions("the-site-key", "the-secret", server.Url, Host);
        var world = new HostedWorld(provider, server, change?.Invoke(options) ?? options, TimeSpan.FromSeconds(patienceSeconds));
        world.AnswerSuccess();
        return world;
    }

    /// <summary>Answers as the provider documents it, with some members changed, or left out where they are null.</summary>
    public void AnswerSuccess(params (string Name, object? Value)[] changes)
    {
        var reply = new Dictionary<string, object?>
        {
            ["success"] = true,
            ["challenge_ts"] = "2027-03-14T15:09:20.123Z",
            ["hostname"] = Host,
            ["error-codes"] = Array.Empty<string>(),
            ["metadata"] = new { interactive = false },
        };
        if (Provider is CaptchaProvider.Turnstile)
        {
            (reply["action"], reply["cdata"]) = ("claim", Cdata);
        }

        foreach (var (name, value) in changes)
        {
            reply[name] = value;
        }

        Server.AnswerText(JsonSerializer.Serialize(reply.Where(member => member.Value is not null).ToDictionary()));
    }

    public void AnswerErrors(params string[] codes) =>
        Server.AnswerText(JsonSerializer.Serialize(new Dictionary<string, object> { ["success"] = false, ["error-codes"] = codes }));

    public Task<CaptchaResult> VerifyAsync(string? token = Token) =>
        Verifier.VerifyAsync(token, AltchaWorld.Alice, TestContext.Current.CancellationToken);

    /// <returns>"passed", or the code of the failure.</returns>
    public async Task<string> JudgeAsync(string? token = Token) => await VerifyAsync(token) is CaptchaResult.Failed failed ? failed.Code : "passed";

    public async ValueTask DisposeAsync()
    {
        site.Dispose();
        await Server.DisposeAsync();
    }
}
