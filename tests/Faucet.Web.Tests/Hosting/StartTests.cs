using System.Security.Cryptography;

namespace Faucet.Web.Tests.Hosting;

/// <summary>What one start leaves for the next.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_start_leaves_what_it_compiled_and_whatever_stands_there_keeps_no_faucet_from_starting()
    {
        await using var faucet = FaucetProcess.OnSandbox();
        var profile = Path.Combine(faucet.Folder.FullName, "start.profile");
        var damaged = RandomNumberGenerator.GetBytes(100_000);
        await File.WriteAllBytesAsync(profile, damaged);

        await faucet.StartAsync();
        await faucet.StopAsync();
        var left = await File.ReadAllBytesAsync(profile);
        await faucet.StartAsync();

        Assert.NotEmpty(left);
        Assert.NotEqual(damaged, left);
    }
}
