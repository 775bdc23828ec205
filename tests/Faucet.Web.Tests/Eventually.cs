namespace Faucet.Web.Tests;

/// <summary>Waits for what happens by itself, up to a deadline that only a broken faucet misses.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task HoldsAsync(string what, Func<Task<bool>> check)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await check())
        {
            Assert.False(deadline.IsCancellationRequested, $"Waited {Patience} until {what}.");
            await Task.Delay(100, CancellationToken.None);
        }
    }
}
