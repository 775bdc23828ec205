using System.Diagnostics;
using System.Globalization;
using System.Net;
using Faucet.Core.Claims;

namespace Faucet.Web.Tests.Chaos;

/// <summary>Somebody sets the clock while the faucet runs: nobody gets two drips within a window of real time, nobody waits longer than it.</summary>
public sealed class ClockJumpTests(ITestOutputHelper output)
{
    private static readonly string[] Jumps = ["+400d", "-400d", "+1h", "-1h", "+1", "-1"];

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>What a busy machine and the visitor's tries add.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Waits_are_neither_shortened_nor_prolonged()
    {
        using var clock = FakeClock.Create();
        await using var faucet = FaucetProcess.OnSandbox([.. clock.Environment, .. RegtestFaucet.QuickCaptcha]);
        await PrepareAsync(faucet);
        await faucet.StartAsync();
        foreach (var (jump, number) in Jumps.Select((jump, number) => (jump, number)))
        {
            using var before = new Patient(faucet, (2 * number) + 1);
            using var meanwhile = new Patient(faucet, (2 * number) + 2);
            await before.ClaimAsync();
            clock.Set(jump);
            await meanwhile.ClaimAsync();

            // Both keep trying: while the clock is wrong, and when it is right again.
            var (first, second) = (before.WaitForNextAsync(), meanwhile.WaitForNextAsync());
            await Task.Delay(Window / 3);
            clock.Set("+0");
            var waits = await Task.WhenAll(first, second);

            output.WriteLine($"{jump}: {string.Join(" and ", waits.Select(wait => wait.Least.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture)))}");

            // What is too small a step to notice shortens by itself.
            Assert.All(waits, wait => Assert.True(wait.Most >= Window - ClockStep.Tolerance, $"{jump}: only {wait.Most} between two drips."));
            Assert.All(waits, wait => Assert.True(wait.Least <= Window + Slack, $"{jump}: {wait.Least} between two drips."));
        }

        await faucet.AssertLedgerVerifiesAsync();
    }

    [Fact]
    public async Task A_clock_that_was_put_right_while_the_faucet_was_stopped_locks_nobody_out()
    {
        using var clock = FakeClock.Create();
        await using var faucet = FaucetProcess.OnSandbox([.. clock.Environment, .. RegtestFaucet.QuickCaptcha]);
        await PrepareAsync(faucet);
        clock.Set("+400d");
        await faucet.StartAsync();
        using var visitor = new Patient(faucet, 1);
        await visitor.ClaimAsync();

        faucet.Kill();
        clock.Set("+0");
        await faucet.StartAsync();
        var started = Stopwatch.GetTimestamp();
        await visitor.WaitForNextAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, Window + Slack);
        await faucet.AssertLedgerVerifiesAsync();
    }

    private static async Task PrepareAsync(FaucetProcess faucet)
    {
        foreach (var who in new[] { "wallet", "device", "client" })
        {
            await faucet.SetAsync($"claim.{who}-cooldown-seconds", Window.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>A visitor who claims as soon as it is possible.</summary>
    private sealed class Patient(FaucetProcess faucet, int number) : IDisposable
    {
        private readonly Visitor visitor = new(faucet.Url, $"20.0.{number}.7");
        private long asked;
        private long answered;

        public async Task ClaimAsync()
        {
            await Eventually.HoldsAsync("a claim is accepted", async () => await TryAsync() == HttpStatusCode.SeeOther);
        }

        /// <returns>
        /// The real time from the last claim to the next that is accepted, which lies between these: from the one answer to the other question,
        /// and from the one question to the other answer.
        /// </returns>
        public async Task<(TimeSpan Least, TimeSpan Most)> WaitForNextAsync()
        {
            var (lastAsked, lastAnswered) = (asked, answered);
            await ClaimAsync();
            return (Stopwatch.GetElapsedTime(lastAnswered, asked), Stopwatch.GetElapsedTime(lastAsked, answered));
        }

        public void Dispose() => visitor.Dispose();

        /// <summary>
        /// A captcha that was solved by one clock and judged by another is refused (422), and a month without keys of its own takes a moment (503):
        /// the next try counts.
        /// </summary>
        private async Task<HttpStatusCode> TryAsync()
        {
            string captcha;
            try
            {
                captcha = await visitor.SolveAsync();
            }
            catch (HttpRequestException exception) when (exception.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return HttpStatusCode.ServiceUnavailable;
            }

            asked = Stopwatch.GetTimestamp();
            using var reply = await visitor.ClaimAsync(Visitor.Address(number), captcha);
            answered = Stopwatch.GetTimestamp();
            Assert.True(
                reply.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.TooManyRequests or HttpStatusCode.UnprocessableEntity
                    or HttpStatusCode.ServiceUnavailable,
                $"{reply.StatusCode}\n{faucet.Log}");
            Assert.True(
                reply.StatusCode == HttpStatusCode.ServiceUnavailable || reply.Headers.RetryAfter?.Delta is not { } wait || wait <= Window + Slack,
                $"Told to wait for {reply.Headers.RetryAfter}.");
            return reply.StatusCode;
        }
    }
}
