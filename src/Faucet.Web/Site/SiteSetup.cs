using System.Data.Common;
using Faucet.Engine.Captcha;
using Faucet.Engine.Claims;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Web.Claims;
using Faucet.Web.Hosting;
using Faucet.Web.Wallets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Faucet.Web.Site;

/// <summary>Pages, their files, their limits and their headers.</summary>
internal static class SiteSetup
{
    public static IServiceCollection AddSite(this IServiceCollection services)
    {
        services.AddRazorPages(options => options.RootDirectory = "/").AddMvcOptions(options =>
        {
            options.Filters.Add<UnknownMethods>();

            // They throw at a name with a lonely bracket, on any page; and no form of ours speaks jQuery's dialect.
            options.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
            options.ValueProviderFactories.RemoveType<JQueryQueryStringValueProviderFactory>();
        });
        services.AddSingleton<WalletCookie>();
        services.AddSingleton<RefusalTurns>();
        services.AddSingleton<OutageLog>();
        services.AddOutputCache(options => options.AddPolicy(SharedFrontPage.Name, new SharedFrontPage()));
        services.AddHsts(options =>
        {
            options.MaxAge = TimeSpan.FromDays(365);
            options.IncludeSubDomains = true;
        });
        services.Configure<FormOptions>(BoundForms);
        services.Configure<KestrelServerOptions>(BoundRequests);
        return services;
    }

    /// <summary>Call first, so that whatever fails later still answers with a page that says so.</summary>
    public static WebApplication UseSite(this WebApplication app)
    {
        app.UseSecurityHeaders(app.Services.GetRequiredService<CaptchaOptions>().HostedProvider);
        app.UseHsts();
        var dialect = app.Services.GetRequiredService<FaucetDatabase>().Dialect;
        var outages = app.Services.GetRequiredService<OutageLog>();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error/500",
            StatusCodeSelector = exception => IsOutage(exception) ? StatusCodes.Status503ServiceUnavailable : StatusOf(exception),
            SuppressDiagnosticsCallback = context =>
            {
                if (IsOutage(context.Exception))
                {
                    outages.Tell(context.Exception);
                    return true;
                }

                // What is wrong with the request is said to whoever sent it; with us, to the operator.
                return StatusOf(context.Exception) < StatusCodes.Status500InternalServerError;
            },
        });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseRequestBounds();
        if (!app.Environment.IsDevelopment())
        {
            // A build that was not published watches its files for edits, and pays with uncompressed answers that nothing may cache.
            app.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        }

        app.MapStaticAssets();
        app.MapRazorPages().WithStaticAssets();
        return app;

        // What comes back by itself, which is what 503 promises.
        bool IsOutage(Exception? exception) => exception is not (null or Microsoft.AspNetCore.Http.BadHttpRequestException)
            && (dialect.IsUnavailable(exception) || exception is TimeoutException or ClaimsBusyException or ClientKeysMissingException || IsOutage(exception.InnerException));
    }

    private static void BoundForms(FormOptions options)
    {
        options.ValueCountLimit = 64;
        options.ValueLengthLimit = 16 * 1024;
        options.KeyLengthLimit = 128;
        options.MultipartBodyLengthLimit = RequestBounds.MaximumBodyBytes;
    }

    private static void BoundRequests(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = RequestBounds.MaximumBodyBytes;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.MaxRequestHeaderCount = 60;
        options.Limits.MaxRequestLineSize = 4 * 1024;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        options.Limits.MaxConcurrentConnections = 2_000;
    }

    // A bug in a statement answers as an outage does, and is logged as a bug.
    private static int StatusOf(Exception exception) => exception switch
    {
        Microsoft.AspNetCore.Http.BadHttpRequestException bad => bad.StatusCode,
        DbException => StatusCodes.Status503ServiceUnavailable,
        { InnerException: { } inner } => StatusOf(inner),
        _ => StatusCodes.Status500InternalServerError,
    };
}
