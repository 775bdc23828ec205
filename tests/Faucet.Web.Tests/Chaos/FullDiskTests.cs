using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Faucet.Web.Tests.Chaos;

/// <summary>The disk is full: claims are refused politely and nothing that was acknowledged is lost; with room again, all goes on.</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int MostClaims = 20_000;

    [Fact]
    public async Task A_full_disk_refuses_claims_with_503_and_heals_when_it_grows()
    {
        await using var faucet = FaucetProcess.OnSandbox(RegtestFaucet.QuickCaptcha);
        SkipUnlessMounted(faucet.Folder.FullName, "size=3m");
        try
        {
            await Crowd.PrepareAsync(faucet);
            await faucet.StartAsync();
            using var crowd = new Crowd(faucet);
            var accepted = await FillAsync(crowd, faucet);

            // It stays polite, and what is there can be read.
            using var visitor = new Visitor(faucet.Url, "10.1.1.7");
            using (var refused = await visitor.ClaimAsync(Visitor.Address(900_000), await visitor.SolveAsync()))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
                Assert.NotNull(refused.Headers.RetryAfter);
                Assert.Contains("Back in a moment", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            Assert.Equal(HttpStatusCode.OK, (await visitor.Http.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
            Assert.False(faucet.HasExited, faucet.Log);

            Assert.True(Mount("remount,size=64m", faucet.Folder.FullName));
            Assert.Equal(HttpStatusCode.SeeOther, await crowd.TryOneAsync());
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{accepted} claims on 3 MB; the next one after the disk grew was accepted."));
            await crowd.AssertEverybodyHasOneDripAsync();
            await faucet.AssertLedgerVerifiesAsync();

            // And after a restart on the same disk.
            faucet.Kill();
            await faucet.StartAsync();
            await crowd.AssertEverybodyHasOneDripAsync();
            await faucet.AssertLedgerVerifiesAsync();
        }
        finally
        {
            faucet.Kill();
            Run("umount", faucet.Folder.FullName);
        }
    }

    /// <returns>How many were accepted before the first was refused.</returns>
    private static async Task<int> FillAsync(Crowd crowd, FaucetProcess faucet)
    {
        // A file of others fills most of it, as happens; the last room goes to claims.
        await File.WriteAllBytesAsync(Path.Combine(faucet.Folder.FullName, "other"), new byte[1_500_000]);
        for (var refusals = 0; crowd.Count < MostClaims;)
        {
            var status = await crowd.TryOneAsync();
            Assert.True(status is HttpStatusCode.SeeOther or HttpStatusCode.ServiceUnavailable, $"{status}\n{faucet.Log}");
            if (status == HttpStatusCode.ServiceUnavailable && ++refusals == 10)
            {
                return crowd.Told.Count;
            }
        }

        Assert.Fail("The disk does not fill up.");
        return 0;
    }

    private static void SkipUnlessMounted(string folder, string size)
    {
        if (!Mount(size, folder))
        {
            Assert.False(Environment.GetEnvironmentVariable("FAUCET_REQUIRE_ALL") == "1", "A disk of 3 MB can't be mounted.");
            Assert.Skip("A disk of 3 MB can't be mounted: that takes root and Linux.");
        }
    }

    private static bool Mount(string options, string folder) => Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder) == 0;

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
