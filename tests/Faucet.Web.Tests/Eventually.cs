namespace Faucet.Web.Tests;

/// <summary>Waits for what happens by itself, up to a deadline that only a broken faucet misses.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <param name="context">What helps to see why it did not, told with the failure.</param>
    public static async Task HoldsAsync(string what, Func<Task<bool>> check, Func<string>? context = null)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!await check())
        {
            if (deadline.IsCancellationRequested)
            {
                Assert.Fail($"Waited {Patience} until {what}.\n{context?.Invoke()}");
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }
}
