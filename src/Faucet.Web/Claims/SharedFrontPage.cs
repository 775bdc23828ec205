using Faucet.Web.Captcha;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;

namespace Faucet.Web.Claims;

/// <summary>Who brings no cookie, and of whose address nothing is known, sees the front page that all such visitors see: it is drawn once a second.</summary>
/// <remarks>
/// Nothing on it may depend on the visitor. Whoever claimed from a browser has a cookie, and a page of their own; so has whoever comes without one
/// from an address that claimed. What is stored of the address but not remembered in this process is told when a claim is sent.
/// </remarks>
internal sealed class SharedFrontPage : IOutputCachePolicy
{
    public const string Name = "front-page";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>Whether the page is drawn for everybody. Decided once per request: what is known of an address may change while its page is drawn.</summary>
    public static bool IsDrawn(HttpContext context) => context.Features.Get<Drawing>() is not null;

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.HttpContext.Request;
        var fits = HttpMethods.IsGet(request.Method) && request.Headers.Cookie.Count == 0
            && context.HttpContext.RequestServices.GetRequiredService<VisitorCheck>().IsUsualFor(context.HttpContext);
        if (fits)
        {
            context.HttpContext.Features.Set(new Drawing());
        }

        context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = fits;

        // When it has expired, one visitor's request draws it and the others wait for that one.
        context.AllowLocking = fits;
        context.ResponseExpirationTimeSpan = Lifetime;

        // One page, whatever was added to its address: strangers must not fill the memory with copies.
        context.CacheVaryByRules.QueryKeys = StringValues.Empty;
        context.CacheVaryByRules.VaryByHost = false;
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.HttpContext.Response;
        context.AllowCacheStorage &= response.StatusCode == StatusCodes.Status200OK && response.Headers.SetCookie.Count == 0;
        return ValueTask.CompletedTask;
    }

    private sealed class Drawing;
}
