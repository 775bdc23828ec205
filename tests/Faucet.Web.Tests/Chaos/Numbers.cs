using System.Globalization;

namespace Faucet.Web.Tests.Chaos;

/// <summary>How long, how often, and with which dice: by default short, by environment variable as long as one likes.</summary>
internal static class Numbers
{
    public static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    /// <summary>A new seed, printed, or the one of FAUCET_SEED.</summary>
    public static int Seed(ITestOutputHelper output)
    {
        var seed = FromEnvironment("FAUCET_SEED", System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue));
        output.WriteLine($"FAUCET_SEED={seed}");
        return seed;
    }
}
