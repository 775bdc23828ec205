using Faucet.Engine.Captcha;
using Xunit;

namespace Faucet.Engine.Tests.Captcha;

/// <summary>A flood waits for itself, and nobody waits for ever.</summary>
public sealed class TurnsTests
{
    private readonly Turns turns = new(atOnce: 1, Timeout.InfiniteTimeSpan);

    [Fact]
    public async Task One_after_the_other_in_the_order_in_which_they_came()
    {
        var first = await WaitAsync();
        var (second, third) = (WaitAsync(), WaitAsync());
        Assert.False(second.IsCompleted || third.IsCompleted);

        first!.Dispose();
        using (await second)
        {
            Assert.False(third.IsCompleted);
        }

        Assert.NotNull(await third);
    }

    [Fact]
    public async Task Whoever_has_waited_long_enough_goes_on_without_a_turn()
    {
        var hasty = new Turns(atOnce: 1, TimeSpan.FromMilliseconds(1));
        using var held = await hasty.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Null(await hasty.WaitAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whoever_leaves_gives_his_turn_to_the_next()
    {
        var first = await WaitAsync();
        using var leaving = new CancellationTokenSource();
        var (second, third) = (turns.WaitAsync(leaving.Token).AsTask(), WaitAsync());
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);

        first!.Dispose();
        Assert.NotNull(await third);
    }

    private Task<IDisposable?> WaitAsync() => turns.WaitAsync(TestContext.Current.CancellationToken).AsTask();
}
