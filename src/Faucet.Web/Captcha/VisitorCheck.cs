using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Web.Clients;
using Faucet.Web.Wallets;

namespace Faucet.Web.Captcha;

/// <summary>What a page has to render so that its visitor can pass.</summary>
/// <param name="Altcha">Our own check runs.</param>
/// <param name="Hosted">Null when no other company is involved.</param>
/// <param name="CanWait">Whoever can't run the check may wait instead.</param>
internal sealed record CheckView(bool Altcha, HostedWidget? Hosted, bool CanWait);

/// <summary>Says which check applies to whoever asks for a page.</summary>
internal sealed class VisitorCheck(
    CaptchaDemands demands, CaptchaOptions options, AltchaSetup setup, ClientKeys clients, ClientStandings standings, TimeProvider time)
{
    /// <summary>A key that no client has.</summary>
    private static readonly byte[] Nobody = new byte[16];

    public CheckView For(HttpContext context)
    {
        var demand = demands.For(ClientOf(context), standings.ForCheckOf(context.ClientIp()));
        return new CheckView(demand.Altcha, demand.Hosted is { } provider ? Widget(context, provider) : null, options.Waiting.IsOn);
    }

    /// <summary>True when nothing is known of whoever asks, and they have to pass what everybody has to. No query.</summary>
    public bool IsUsualFor(HttpContext context)
    {
        var client = ClientOf(context);
        var standing = standings.Of(context.ClientIp(), client);
        var demand = demands.For(client, standing);

        // A hosted check is bound to its visitor by what stands on the page.
        return standing == ClientStanding.Unknown && !standings.Knows(client) && demand.Hosted is null && demand == demands.For(Nobody, standing);
    }

    /// <summary>The key of the client's bucket.</summary>
    public byte[] ClientOf(HttpContext context) => clients.HostKeyOf(context.ClientIp(), time.GetUtcNow());

    /// <summary>The keys of all buckets of the client.</summary>
    /// <param name="visitor">The visitor's cookie, if there is one.</param>
    public IReadOnlyList<BucketKey> BucketsOf(HttpContext context, string? visitor) => clients.KeysOf(context.ClientIp(), visitor, time.GetUtcNow());

    /// <summary>What is thought of whoever asks for a challenge.</summary>
    public ClientStanding StandingOf(HttpContext context) => standings.Of(context.ClientIp(), ClientOf(context));

    /// <summary>For what and for whom this request's check is.</summary>
    public CaptchaBinding BindingOf(HttpContext context, string visitor) => new(ClaimService.CaptchaAction, visitor, ClientOf(context));

    private HostedWidget? Widget(HttpContext context, CaptchaProvider provider)
    {
        if (options.Hosted is not { } hosted)
        {
            return null;
        }

        // A claim needs the cookie, and without our own challenge nothing else would set it.
        var visitor = VisitorCookie.Ensure(context);
        return new HostedWidget(
            provider.ToString().ToLowerInvariant(),
            hosted.SiteKey,
            HostedWidget.ScriptOf(provider, hosted.SiteKey, hosted.IsVersion3),
            ClaimService.CaptchaAction,
            provider is CaptchaProvider.Turnstile ? setup.VisitorHashOf(BindingOf(context, visitor)) : null,
            hosted.IsVersion3 ? 3 : 2);
    }
}
