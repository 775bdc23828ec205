namespace Faucet.Engine.Captcha;

/// <summary>How many challenges were handed out in the last minute, by all clients together.</summary>
public sealed class ChallengeMeter(TimeProvider time)
{
    private const int Seconds = 60;

    private readonly Lock gate = new();
    private readonly (long Second, int Count)[] counts = new (long, int)[Seconds];

    public void Count()
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (gate)
        {
            ref var slot = ref counts[second % Seconds];
            slot = (second, slot.Second == second ? slot.Count + 1 : 1);
        }
    }

    public double PerSecond()
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (gate)
        {
            long sum = 0;
            foreach (var slot in counts)
            {
                // What a clock ahead of this one counted is not of the last minute.
                sum += slot.Second > second - Seconds && slot.Second <= second ? slot.Count : 0;
            }

            return (double)sum / Seconds;
        }
    }
}
