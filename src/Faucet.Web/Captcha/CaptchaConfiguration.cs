using System.Globalization;
using Faucet.Core.Addresses;
using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Hosted;
using Faucet.Engine.Captcha.Waiting;
using Faucet.Web.Hosting;

namespace Faucet.Web.Captcha;

/// <summary>Reads which checks there are.</summary>
internal static class CaptchaConfiguration
{
    private const string Section = "Captcha";

    private static readonly string[] OfEachProvider = ["SiteKey", "Secret", "VerifyUrl", "ExpectedHost"];

    /// <summary>All names that mean something, as they are written in the environment.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Captcha__Provider", "Captcha__Second", "Captcha__SecondFor", "Captcha__AllowLocalFallback",
        "Captcha__Altcha__Cost", "Captcha__Altcha__MinCounter", "Captcha__Altcha__MaxCounter", "Captcha__Altcha__Lifetime",
        "Captcha__Waiting__Seconds", "Captcha__Waiting__PerHour",
        .. from provider in new[] { CaptchaProvider.Turnstile, CaptchaProvider.HCaptcha, CaptchaProvider.ReCaptcha }
           from name in OfEachProvider
           select $"Captcha__{provider}__{name}",
        "Captcha__ReCaptcha__Version", "Captcha__ReCaptcha__MinimumScorePercent",
    ];

    /// <exception cref="StartupException">A name or a value can't be used: the message says which.</exception>
    public static CaptchaOptions Read(IConfiguration configuration, BitcoinNetwork network, bool isProduction)
    {
        RefuseUnknownNames(configuration);
        var second = configuration[$"{Section}:Second"];
        var options = new CaptchaOptions
        {
            Plan = new CaptchaPlan(
                FaucetOptions.ReadEnum(configuration, $"{Section}:Provider", CaptchaProvider.Altcha),
                string.IsNullOrWhiteSpace(second) || second.Equals("none", StringComparison.OrdinalIgnoreCase)
                    ? null
                    : FaucetOptions.ReadEnum(configuration, $"{Section}:Second", CaptchaProvider.Altcha),
                FaucetOptions.ReadEnum(configuration, $"{Section}:SecondFor", SecondCheckFor.Listed),
                ReadFlag(configuration, $"{Section}:AllowLocalFallback")),
            Waiting = new WaitingOptions
            {
                Seconds = ReadNumber(configuration, $"{Section}:Waiting:Seconds", new WaitingOptions().Seconds),
                PerHour = ReadNumber(configuration, $"{Section}:Waiting:PerHour", new WaitingOptions().PerHour),
            },
        };
        options = options with { Hosted = options.HostedProvider is { } provider ? ReadHosted(configuration, provider) : null };
        return options.FindFault(network, isProduction) is { } fault ? throw new StartupException(fault) : options;
    }

    private static HostedOptions ReadHosted(IConfiguration configuration, CaptchaProvider provider)
    {
        var section = $"{Section}:{provider}";
        var url = configuration[$"{section}:VerifyUrl"];
        Uri? verify = null;
        if (!string.IsNullOrWhiteSpace(url) && !Uri.TryCreate(url, UriKind.Absolute, out verify))
        {
            throw new StartupException($"{Written(section)}__VerifyUrl is no address, such as https://verify.example.org/siteverify.");
        }

        return new HostedOptions(
            configuration[$"{section}:SiteKey"]?.Trim() ?? "",
            configuration[$"{section}:Secret"]?.Trim() ?? "",
            verify,
            configuration[$"{section}:ExpectedHost"]?.Trim() ?? "")
        {
            IsVersion3 = ReadNumber(configuration, $"{Section}:ReCaptcha:Version", 2) switch
            {
                2 => false,
                3 => true,
                var other => throw new StartupException($"Captcha__ReCaptcha__Version={other} is unknown. Use one of: 2, 3."),
            },
            MinimumScorePercent = ReadNumber(configuration, $"{Section}:ReCaptcha:MinimumScorePercent", 50),
        };
    }

    /// <summary>A mistyped name would mean the default, which may be weaker than what was meant.</summary>
    private static void RefuseUnknownNames(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable())
        {
            if (value is not null && !Names.Contains(Written(key), StringComparer.OrdinalIgnoreCase))
            {
                throw new StartupException($"{Written(key)} is no option. Is it mistyped?");
            }
        }
    }

    private static int ReadNumber(IConfiguration configuration, string key, int fallback)
    {
        var text = configuration[key];
        return string.IsNullOrWhiteSpace(text) ? fallback
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw new StartupException($"{Written(key)}={text} is no whole number.");
    }

    private static bool ReadFlag(IConfiguration configuration, string key)
    {
        var text = configuration[key];
        return !string.IsNullOrWhiteSpace(text)
            && (bool.TryParse(text, out var flag) ? flag : throw new StartupException($"{Written(key)}={text} is neither true nor false."));
    }

    private static string Written(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
