using Faucet.Core.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Captcha.HCaptcha;
using Faucet.Engine.Captcha.Hosted;
using Faucet.Engine.Captcha.ReCaptcha;
using Faucet.Engine.Captcha.Turnstile;
using Faucet.Engine.Captcha.Waiting;
using Faucet.Engine.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Faucet.Engine.Captcha;

/// <summary>Registers our own check, the waiting tickets, and the hosted check that the options name.</summary>
internal static class CaptchaSetup
{
    public static IServiceCollection AddCaptcha(this IServiceCollection services, EngineOptions options)
    {
        services
            .AddSingleton(options.Captcha)
            .AddSingleton(p => new AltchaSetup(
                new AltchaSecrets(p.GetRequiredService<InstallationKeys>().CaptchaSignature, p.GetRequiredService<InstallationKeys>().CaptchaKey),
                options.Altcha))
            .AddSingleton<PreparedPuzzles>()
            .AddSingleton<AltchaChallenges>()
            .AddSingleton<AltchaVerifier>()
            .AddSingleton(_ => new CaptchaFailureLog())
            .AddSingleton<ChallengeMeter>()
            .AddSingleton<HostedBreaker>()
            .AddSingleton(options.Captcha.Waiting)
            .AddSingleton<WaitingTickets>()
            .AddSingleton<CaptchaDemands>()
            .AddSingleton<CaptchaGate>();
        return options.Captcha is { HostedProvider: { } provider, Hosted: { } hosted } ? services.AddHosted(provider, hosted) : services;
    }

    private static IServiceCollection AddHosted(this IServiceCollection services, CaptchaProvider provider, HostedOptions options)
    {
        services.AddSingleton(options).AddSingleton(p => ActivatorUtilities.CreateInstance<SiteVerify>(p, provider));
        return provider switch
        {
            CaptchaProvider.Turnstile => services.AddSingleton<ICaptchaVerifier, TurnstileVerifier>(),
            CaptchaProvider.HCaptcha => services.AddSingleton<ICaptchaVerifier, HCaptchaVerifier>(),
            CaptchaProvider.ReCaptcha => services.AddSingleton<ICaptchaVerifier, ReCaptchaVerifier>(),
            _ => throw new InvalidOperationException($"There is no hosted check called {provider}."),
        };
    }
}
