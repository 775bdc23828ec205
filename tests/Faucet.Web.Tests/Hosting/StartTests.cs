using System.Net;
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

    [Fact]
    public async Task A_first_start_and_a_first_claim_warn_of_nothing()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        await faucet.StartAsync();
        using var visitor = new Visitor(faucet.Url);
        using var reply = await visitor.ClaimAsync(Visitor.Address(1), await visitor.SolveAsync());
        Assert.Equal(HttpStatusCode.SeeOther, reply.StatusCode);
        Assert.Contains(Visitor.Address(1), await visitor.ReadAsync("/wallet"), StringComparison.Ordinal);
        await faucet.StopAsync();

        Assert.Contains(" INF] ", faucet.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(" WRN] ", faucet.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(" ERR] ", faucet.Log, StringComparison.Ordinal);
    }
}
