using Faucet.Core.Addresses;
using Faucet.Engine.Claims;
using Faucet.Engine.Wallets;
using Faucet.Web.Captcha;
using Faucet.Web.Site;

var builder = WebApplication.CreateBuilder(args);

// Static files are found in the source tree as well, whatever the environment is called.
builder.WebHost.UseStaticWebAssets();
builder.Services.AddSite();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(new SiteIdentity("Faucet", BitcoinNetwork.Sandbox));
builder.Services.AddScoped<ClaimService>();
builder.Services.AddScoped<WalletReader>();

var app = builder.Build();
app.UseSite();
app.MapCaptchaChallenge((_, _) => throw new NotImplementedException());
await app.RunAsync();
