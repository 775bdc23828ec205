namespace Faucet.Web.Captcha;

/// <summary>What the pages need of the captcha.</summary>
internal static class CaptchaSite
{
    public static IServiceCollection AddCaptchaSite(this IServiceCollection services) => services
        .AddSingleton<VisitorCheck>()
        .AddChallengeLimiter()
        .AddHostedService<ChallengePreparing>();
}
