using System.ComponentModel;
using System.Diagnostics;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Altcha;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>ALTCHA's own library solves what we make, and we take what it answers.</summary>
public sealed class AltchaSolverTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Accepts_what_altcha_lib_solves_under_default_options(int effort)
    {
        var setup = new AltchaSetup(AltchaSecrets.Generate(), new AltchaOptions());
        var challenge = await new AltchaChallenges(setup).CreateAsync(AltchaWorld.Alice, AltchaWorld.Start, effort, TestContext.Current.CancellationToken);
        var folder = await FindSolverAsync();

        var payload = await RunAsync("node", ["solve.mjs"], folder, challenge);

        var verifier = new AltchaVerifier(setup, new FakeTimeProvider(AltchaWorld.Start));
        Assert.IsType<CaptchaResult.Passed>(await verifier.VerifyAsync(payload, AltchaWorld.Alice, TestContext.Current.CancellationToken));
    }

    /// <returns>The solver's folder, with altcha-lib installed. Skips the test where that cannot be, unless nothing may skip.</returns>
    private static async Task<string> FindSolverAsync()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Faucet.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        var folder = Path.Combine(root.FullName, "tests", "Faucet.Engine.Tests", "Captcha", "Solver");
        try
        {
            await RunAsync("node", ["--version"], folder, "");
            if (!Directory.Exists(Path.Combine(folder, "node_modules", "altcha-lib")))
            {
                await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], folder, "");
            }
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException
            && Environment.GetEnvironmentVariable("FAUCET_REQUIRE_ALL") != "1")
        {
            Assert.Skip($"ALTCHA's solver needs Node.js and an npm registry: {e.Message}");
        }

        return folder;
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string folder, string input)
    {
        // npm is a script on Windows, which only the shell finds.
        var start = OperatingSystem.IsWindows() && program == "npm"
            ? new ProcessStartInfo("cmd", ["/c", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);

            TestContext.Current.TestOutputHelper?.WriteLine($"{program}: {await error}");
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
