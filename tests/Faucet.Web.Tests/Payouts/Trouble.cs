using System.Collections.Concurrent;

namespace Faucet.Web.Tests.Payouts;

/// <summary>What goes wrong between a faucet and its node, at a call that the dice choose.</summary>
internal sealed class Trouble(RpcProxy proxy, int seed)
{
    private const int MostCalls = 60;

    /// <summary>Longer than a faucet waits for its node: the call takes effect when nobody waits for the reply.</summary>
    private static readonly TimeSpan TooLate = TimeSpan.FromSeconds(11);

    /// <summary>Where most is at stake, and what dice that only count calls seldom meet.</summary>
    private static readonly string[] Steps =
        ["createrawtransaction", "fundrawtransaction", "signrawtransactionwithwallet", "sendrawtransaction", "sendrawtransaction", "sendrawtransaction"];

    private readonly Lock gate = new();
    private readonly Random dice = new(seed);
    private readonly ConcurrentDictionary<(string Method, CallSide Side), int> hits = new();

    /// <summary>What was cut, or killed at, how often: for the record of a run.</summary>
    public string Hits => string.Join(", ", hits.OrderByDescending(hit => hit.Value).Select(hit => $"{hit.Key.Method} {hit.Key.Side} {hit.Value}"));

    /// <summary>Kills at a call, before the node sees it or before the faucet has the reply, or some moments later, in the middle of what comes next.</summary>
    public async Task KillAsync(Action kill)
    {
        var (left, step) = Draw(3) == 0 ? (Draw(MostCalls / 2), null) : (MostCalls, Steps[Draw(Steps.Length)]);
        var at = (CallSide)Draw(2);
        var moment = TimeSpan.FromMilliseconds(Draw(3) == 0 ? Draw(80) : 0);
        var killed = new TaskCompletionSource();
        var isKilling = 0;
        proxy.OnCall = (method, side) =>
        {
            if (side != at || (Interlocked.Decrement(ref left) > 0 && method != step) || Interlocked.Exchange(ref isKilling, 1) == 1)
            {
                return true;
            }

            Hit(method, side);
            _ = KillInAMomentAsync();
            return moment > TimeSpan.Zero;
        };
        await Eventually.HoldsAsync("it is killed", () => Task.FromResult(killed.Task.IsCompleted));
        Calm();

        async Task KillInAMomentAsync()
        {
            if (moment > TimeSpan.Zero)
            {
                await Task.Delay(moment);
            }

            kill();
            killed.SetResult();
        }
    }

    /// <summary>For some rounds calls are cut before or after they took effect, delayed, sent twice; and in a third of the cases one takes effect too late.</summary>
    public async Task DisturbAsync()
    {
        var (calls, late) = (0, Draw(3 * MostCalls));
        proxy.OnCall = (method, side) => Draw(Steps.Contains(method) ? 6 : 60) > 0 || !Hit(method, side);
        proxy.IsDoubled = _ => Draw(6) == 0;
        proxy.DelayAsync = (_, side) =>
            side == CallSide.Asked && Interlocked.Increment(ref calls) == late ? Task.Delay(TooLate)
            : Draw(4) == 0 ? Task.Delay(Draw(300))
            : Task.CompletedTask;
        await Eventually.HoldsAsync("enough is disturbed", () => Task.FromResult(Volatile.Read(ref calls) >= MostCalls));
        Calm();
    }

    /// <summary>Lets the faucet look at the node as it is now, for about a round.</summary>
    public async Task LookAsync()
    {
        var calls = 0;
        proxy.OnCall = (_, _) => Interlocked.Increment(ref calls) > 0;
        await Eventually.HoldsAsync("the faucet has looked", () => Task.FromResult(Volatile.Read(ref calls) >= MostCalls));
        Calm();
    }

    private bool Hit(string method, CallSide side) => hits.AddOrUpdate((method, side), 1, (_, before) => before + 1) > 0;

    private void Calm()
    {
        proxy.OnCall = (_, _) => true;
        proxy.IsDoubled = _ => false;
        proxy.DelayAsync = (_, _) => Task.CompletedTask;
    }

    /// <summary>Calls come from many threads, dice roll for one.</summary>
    private int Draw(int sides)
    {
        lock (gate)
        {
            return dice.Next(sides);
        }
    }
}
