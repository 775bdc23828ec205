using System.Collections.Concurrent;
using Faucet.Engine.Captcha.Altcha;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

public sealed class PreparedPuzzlesTests
{
    private static readonly AltchaSetup Setup = new(AltchaWorld.Secrets, AltchaWorld.Cheap);

    private readonly FakeTimeProvider time = new(AltchaWorld.Start);
    private readonly PreparedPuzzles puzzles;

    public PreparedPuzzlesTests() => puzzles = new PreparedPuzzles(Setup, time);

    [Fact]
    public async Task An_idle_faucet_prepares_nothing()
    {
        await puzzles.FillOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, puzzles.CountOf(0));
    }

    [Fact]
    public async Task What_is_asked_for_is_prepared_and_nothing_else()
    {
        await TakeAsync(effort: 1);
        await puzzles.FillOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal([0, PreparedPuzzles.Capacity, 0, 0, 0], Enumerable.Range(0, 5).Select(puzzles.CountOf));
    }

    [Fact]
    public async Task No_puzzle_is_handed_out_twice_however_many_ask()
    {
        using var stop = new CancellationTokenSource();
        var filling = Task.Run(() => puzzles.FillAsync(stop.Token), TestContext.Current.CancellationToken);
        var nonces = new ConcurrentBag<string>();

        await Parallel.ForAsync(0, 10_000, TestContext.Current.CancellationToken, async (_, _) => nonces.Add((await TakeAsync()).Nonce));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filling);
        Assert.Equal(10_000, nonces.Distinct().Count());
    }

    [Fact]
    public async Task What_lay_for_a_minute_is_not_handed_out()
    {
        await TakeAsync();
        await puzzles.FillOnceAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(AltchaWorld.Start, (await TakeAsync()).MadeAt);

        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(time.GetUtcNow(), (await TakeAsync()).MadeAt);
        Assert.Equal(0, puzzles.CountOf(0));
    }

    [Fact]
    public async Task What_a_clock_that_was_ahead_made_is_not_handed_out()
    {
        await TakeAsync();
        await puzzles.FillOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(AltchaWorld.Start.AddDays(-1), (await puzzles.TakeAsync(0, AltchaWorld.Start.AddDays(-1), TestContext.Current.CancellationToken)).MadeAt);
    }

    [Fact]
    public async Task A_prepared_puzzle_is_bound_and_dated_when_it_is_handed_out()
    {
        var challenges = new AltchaChallenges(Setup, puzzles);
        await challenges.ComposeAsync(AltchaWorld.Alice, AltchaWorld.Start, effort: 0, TestContext.Current.CancellationToken);
        await puzzles.FillOnceAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(40));
        var before = puzzles.CountOf(0);

        var challenge = await challenges.ComposeAsync(AltchaWorld.Bob, time.GetUtcNow(), effort: 0, TestContext.Current.CancellationToken);

        Assert.Equal(before - 1, puzzles.CountOf(0));
        Assert.Equal((time.GetUtcNow() + AltchaWorld.Cheap.Lifetime).ToUnixTimeSeconds(), challenge.Parameters.ExpiresAt);
        var payload = new AltchaPayload(challenge, AltchaWorld.Solve(challenge.Parameters));
        var world = new AltchaWorld(Setup);
        Assert.Equal("passed", await world.JudgeAsync(payload, AltchaWorld.Bob, time.GetUtcNow()));
        Assert.Equal("captcha-other-visitor", await world.JudgeAsync(payload, AltchaWorld.Alice, time.GetUtcNow()));
    }

    private Task<AltchaPuzzle> TakeAsync(int effort = 0) => puzzles.TakeAsync(effort, time.GetUtcNow(), TestContext.Current.CancellationToken);
}
