using System.Globalization;
using System.Runtime;
using Faucet.Core.Addresses;
using Faucet.Engine;
using Faucet.Engine.Clients;
using Faucet.Engine.Data;
using Faucet.Web.Captcha;
using Faucet.Web.Claims;
using Faucet.Web.Clients;
using Faucet.Web.Hosting;
using Faucet.Web.Payouts;
using Faucet.Web.Site;
using Microsoft.AspNetCore.DataProtection;
using Serilog;
using Serilog.Events;

// Money and times read alike on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

if (Verbs.Asked(args))
{
    return await Verbs.RunAsync(args);
}

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.Configuration.AddKeyPerFile("/run/secrets", optional: true);
    builder.Host.UseSerilog((context, log) => log
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
        .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning)
        .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
        .ReadFrom.Configuration(context.Configuration)
        .WriteTo.Console(formatProvider: CultureInfo.InvariantCulture));

    var options = FaucetOptions.Read(builder.Configuration, builder.Environment.ContentRootPath, builder.Environment.IsProduction());
    Directory.CreateDirectory(options.DataFolder);

    // A second processor compiles ahead what the last start needed. .NET writes the file when it stops in order, and passes over one that it can't use.
    ProfileOptimization.SetProfileRoot(options.DataFolder);
    ProfileOptimization.StartProfile("start.profile");

    if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null)
    {
        builder.WebHost.UseUrls("http://localhost:5080");
    }

    // Found in the source tree as well as when published, whatever the environment is called.
    builder.WebHost.UseStaticWebAssets();
    builder.Services
        .AddSingleton(options)
        .AddSingleton(TimeProvider.System)
        .AddFaucetEngine(options.Engine)
        .AddNode(options, builder.Configuration)
        .AddSingleton(new SiteIdentity(builder.Configuration["Site:Name"] ?? "Faucet", options.Engine.Network))
        .AddSite()
        .AddCaptchaSite()
        .AddSingleton<DatabaseGate>()
        .AddHostedService(provided => provided.GetRequiredService<DatabaseGate>())
        .AddHostedService<ClientKeyRenewal>()
        .AddHostedService<NetworkListWatch>()
        .AddHostedService<ClaimWriting>()
        .AddHostedService<PayoutWorker>();

    // For cookies that older releases sealed with these keys. The first of those loads them: at each start it would cost memory, and on the first one make
    // a key that nothing needs and a warning that it is not encrypted.
    builder.Services.AddDataProtection().SetApplicationName("Faucet").PersistKeysToDbContext<FaucetDbContext>();
    builder.Services.Remove(builder.Services.Single(s => s.ImplementationType?.FullName == "Microsoft.AspNetCore.DataProtection.Internal.DataProtectionHostedService"));
    builder.Services.Configure<ForwardedHeadersOptions>(forwarded => TrustedProxies.Configure(forwarded, builder.Configuration));

    var app = builder.Build();
    app.UseForwardedHeaders();
    app.UseSite();
    app.UseDatabaseGate();
    app.UseMiddleware<ClaimPost>();
    app.UseOutputCache();
    app.UseRateLimiter();

    // Nobody signs in yet. What is not named stands in front of all else, and every claim would pass through it.
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapCaptchaChallenge();
    app.Lifetime.ApplicationStarted.Register(() => StartupLog.Open(app, options.Engine.Network));
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is StartupException or NewerDatabaseException or NetworkFileException)
{
    await Console.Error.WriteLineAsync($"The faucet does not start. {exception.Message}");
    return 1;
}
finally
{
    await Log.CloseAndFlushAsync();
}
