using Faucet.Core.Addresses;
using Faucet.Engine;
using Faucet.Engine.Captcha.Altcha;
using Faucet.Engine.Data;
using Faucet.Web.Captcha;
using Faucet.Web.Clients;

namespace Faucet.Web.Hosting;

/// <summary>What an operator sets by environment or files before the start. What admins tune while it runs are settings.</summary>
/// <param name="DataFolder">Where an embedded database and the sandbox's chain are kept.</param>
public sealed record FaucetOptions(EngineOptions Engine, string DataFolder)
{
    /// <exception cref="StartupException">A value can't be used: the message says which and what to write instead.</exception>
    public static FaucetOptions Read(IConfiguration configuration, string contentRoot, bool isProduction = true)
    {
        var network = ReadEnum(configuration, "Bitcoin:Network", BitcoinNetwork.Sandbox);
        var provider = ReadEnum(configuration, "Database:Provider", DatabaseProvider.Sqlite);
        var folder = Path.GetFullPath(configuration["DataFolder"] ?? "data", contentRoot);
        var connection = configuration.GetConnectionString("Faucet");
        if (string.IsNullOrWhiteSpace(connection))
        {
            connection = provider is DatabaseProvider.Sqlite
                ? $"Data Source={Path.Combine(folder, $"{network.ToString().ToLowerInvariant()}.db")}"
                : throw new StartupException($"ConnectionStrings__Faucet is needed for Database__Provider={provider}.");
        }

        var altcha = ReadAltcha(configuration);
        return altcha.FindFault() is { } fault
            ? throw new StartupException($"Captcha__Altcha: {fault}")
            : new FaucetOptions(
                new EngineOptions(network, new DatabaseOptions(provider, connection), altcha)
                {
                    Networks = NetworkSettings.Read(configuration, contentRoot),
                    Captcha = CaptchaConfiguration.Read(configuration, network, isProduction),
                },
                folder);
    }

    private static AltchaOptions ReadAltcha(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection("Captcha:Altcha").Get<AltchaOptions>() ?? new AltchaOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupException($"Captcha__Altcha: {exception.Message}");
        }
    }

    internal static T ReadEnum<T>(IConfiguration configuration, string key, T fallback)
        where T : struct, Enum
    {
        var text = configuration[key];
        if (string.IsNullOrWhiteSpace(text))
        {
            return fallback;
        }

        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new StartupException(
                $"{key.Replace(":", "__", StringComparison.Ordinal)}={text} is unknown. Use one of: {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
    }
}

/// <summary>The faucet refuses to start. The message is for the operator; a stack trace would only hide it.</summary>
public sealed class StartupException(string message) : Exception(message);
