using System.Diagnostics;
using Faucet.Core.Captcha;
using Faucet.Engine.Captcha;
using Faucet.Engine.Captcha.Hosted;
using Microsoft.AspNetCore.Http;
using Xunit;
using static Faucet.Core.Captcha.CaptchaProvider;

namespace Faucet.Engine.Tests.Captcha.Hosted;

/// <summary>Whatever goes wrong between us and a provider, nobody passes.</summary>
public sealed class HostedOutageTests
{
    [Theory]
    [InlineData(500, "{\"success\":true}")]
    [InlineData(403, "{\"success\":true}")]
    [InlineData(302, "{\"success\":true}")]
    [InlineData(204, "")]
    [InlineData(200, "")]
    [InlineData(200, "<html><body>Just a moment…</body></html>")]
    [InlineData(200, "[]")]
    [InlineData(200, "null")]
    [InlineData(200, "true")]
    [InlineData(200, "{}")]
    [InlineData(200, "{\"success\":\"true\"}")]
    [InlineData(200, "{\"success\":1}")]
    [InlineData(200, "{\"success\":null}")]
    [InlineData(200, "{\"Success\":true}")]
    [InlineData(200, "{\"success\":false,\"success\":true}")]
    [InlineData(200, "{\"success\":true")]
    [InlineData(200, "{\"success\":true}x")]
    public async Task No_answer_that_can_be_read_is_no_pass(int status, string text)
    {
        foreach (var provider in new[] { Turnstile, HCaptcha, ReCaptcha })
        {
            await using var world = await HostedWorld.CreateAsync(provider);
            world.Server.AnswerText(text, status, "text/html");

            Assert.Equal("captcha-unavailable", await world.JudgeAsync());
        }
    }

    [Fact]
    public async Task A_provider_that_hangs_up_at_once_is_no_pass()
    {
        await using var server = new HangingUp();
        await using var world = await HostedWorld.CreateAsync(HCaptcha, change: options => options with { VerifyUrl = server.Url });
        for (var call = 0; call < HangingUp.Calls; call++)
        {
            Assert.Equal("captcha-unavailable", await world.JudgeAsync());
            world.Time.Advance(HostedBreaker.Pause);
        }
    }

    [Fact]
    public async Task Ten_megabytes_are_not_read()
    {
        await using var world = await HostedWorld.CreateAsync(HCaptcha);
        var sent = 0;
        world.Server.Answer = async (_, context) =>
        {
            var chunk = new byte[64 * 1024];
            for (; sent < 160; sent++)
            {
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);

                // What is written to a connection that the other side has closed vanishes in silence, until the server hears of that.
                await Task.Delay(TimeSpan.FromMilliseconds(20), context.RequestAborted);
            }
        };

        Assert.Equal("captcha-unavailable", await world.JudgeAsync());
        Assert.True(sent < 160, "All of it was read.");
    }

    [Fact]
    public async Task A_provider_that_is_silent_is_given_up()
    {
        foreach (var provider in new[] { Turnstile, HCaptcha, ReCaptcha })
        {
            await using var world = await HostedWorld.CreateAsync(provider, patienceSeconds: 0.2);
            world.Server.Answer = (server, _) => Task.Delay(Timeout.Infinite, server.Stopping);
            var watch = Stopwatch.StartNew();

            Assert.Equal("captcha-unavailable", await world.JudgeAsync());

            Assert.InRange(watch.Elapsed.TotalSeconds, 0.1, 4);
            Assert.Equal(provider is Turnstile ? 2 : 1, world.Server.Asked.Count);
        }
    }

    [Fact]
    public async Task An_answer_that_drips_is_given_up_too()
    {
        await using var world = await HostedWorld.CreateAsync(HCaptcha, patienceSeconds: 0.3);
        world.Server.Answer = async (server, context) =>
        {
            while (true)
            {
                await context.Response.WriteAsync(" ", server.Stopping);
                await context.Response.Body.FlushAsync(server.Stopping);
                await Task.Delay(20, server.Stopping);
            }
        };

        Assert.Equal("captcha-unavailable", await world.JudgeAsync());
    }

    [Fact]
    public async Task Nobody_listening_is_no_pass()
    {
        await using var world = await HostedWorld.CreateAsync(ReCaptcha);
        await world.Server.DisposeAsync();

        Assert.Equal("captcha-unavailable", await world.JudgeAsync());
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_no_pass()
    {
        await using var world = await HostedWorld.CreateAsync(Turnstile, isSecure: true);

        Assert.Equal("captcha-unavailable", await world.JudgeAsync());
        Assert.Empty(world.Server.Asked);
    }

    [Fact]
    public async Task Turnstile_is_asked_once_more_with_the_same_key_after_silence()
    {
        await using var world = await HostedWorld.CreateAsync(Turnstile, patienceSeconds: 1);
        world.Server.HangOnce();

        Assert.Equal("passed", await world.JudgeAsync());

        Assert.Equal(2, world.Server.Asked.Count);
        var key = Assert.Single(world.Server.Asked.Select(form => form["idempotency_key"]).Distinct());
        Assert.True(Guid.TryParse(key, out _));
    }

    [Fact]
    public async Task Turnstile_is_asked_once_more_after_an_internal_error_and_not_twice()
    {
        await using var world = await HostedWorld.CreateAsync(Turnstile);
        world.AnswerErrors("internal-error");

        Assert.Equal("captcha-unavailable", await world.JudgeAsync());

        Assert.Equal(2, world.Server.Asked.Count);
        Assert.Single(world.Server.Asked.Select(form => form["idempotency_key"]).Distinct());
    }

    [Fact]
    public async Task Whoever_hangs_up_is_not_answered_that_the_provider_is_away()
    {
        await using var world = await HostedWorld.CreateAsync(HCaptcha);
        world.Server.Answer = (server, _) => Task.Delay(Timeout.Infinite, server.Stopping);
        using var hangUp = new CancellationTokenSource();
        var asking = world.Verifier.VerifyAsync(HostedWorld.Token, AltchaWorld.Alice, hangUp.Token);

        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(HostedState.Reachable, world.Breaker.StateAt(AltchaWorld.Start));
    }

    [Fact]
    public async Task Three_failures_stop_the_asking_and_one_success_resumes_it()
    {
        await using var world = await HostedWorld.CreateAsync(ReCaptcha);
        world.Server.AnswerText("", 500);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("captcha-unavailable", await world.JudgeAsync());
        }

        Assert.Equal(3, world.Server.Asked.Count);
        Assert.Equal(HostedState.Away, world.Breaker.StateAt(world.Time.GetUtcNow()));

        // Half a minute later pages have its check again, one request tries, and while it fails the others are not sent.
        world.Time.Advance(HostedBreaker.Pause - TimeSpan.FromMilliseconds(1));
        Assert.Equal(HostedState.Away, world.Breaker.StateAt(world.Time.GetUtcNow()));
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(HostedState.WasAway, world.Breaker.StateAt(world.Time.GetUtcNow()));
        await world.JudgeAsync();
        await world.JudgeAsync();
        Assert.Equal(4, world.Server.Asked.Count);
        Assert.Equal(HostedState.Away, world.Breaker.StateAt(world.Time.GetUtcNow()));

        world.AnswerSuccess();
        world.Time.Advance(HostedBreaker.Pause);
        Assert.Equal("passed", await world.JudgeAsync());
        Assert.Equal("passed", await world.JudgeAsync());
        Assert.Equal(HostedState.WasAway, world.Breaker.StateAt(world.Time.GetUtcNow()));
        Assert.Equal(HostedState.Reachable, world.Breaker.StateAt(world.Time.GetUtcNow() + HostedBreaker.Memory));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    public async Task What_a_hostile_token_may_cause_does_not_stop_the_asking(int status)
    {
        await using var world = await HostedWorld.CreateAsync(ReCaptcha);
        world.Server.AnswerText("", status);
        for (var i = 0; i < 10; i++)
        {
            await world.JudgeAsync();
        }

        Assert.Equal(HostedState.Reachable, world.Breaker.StateAt(world.Time.GetUtcNow()));
    }
}
