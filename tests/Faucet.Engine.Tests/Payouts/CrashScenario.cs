using Faucet.Engine.Data;

namespace Faucet.Engine.Tests.Payouts;

/// <summary>Where a process dies: at a call to the node, or where the database keeps something.</summary>
internal readonly record struct CrashPoint(bool IsAtNode, int Number, FaultPoint Point)
{
    /// <summary>Counts from now on.</summary>
    public void Arm(PayoutWorld world)
    {
        (world.Node.Calls, world.Commits.Commits) = (0, 0);
        world.Node.Fault = IsAtNode ? (Number, Point) : null;
        world.Commits.Fault = IsAtNode ? null : (Number, Point);
    }

    /// <returns>False: the faucet came to the end before it.</returns>
    public bool IsReached(PayoutWorld world) => (IsAtNode ? world.Node.Calls : world.Commits.Commits) >= Number;

    public override string ToString() => $"{Point} of {(IsAtNode ? "call" : "commit")} {Number}";
}

/// <summary>What happens in a faucet that may die over it, and what is true in the end wherever it died.</summary>
/// <param name="Begin">A faucet in which it is about to happen.</param>
/// <param name="Act">What happens: each of its calls and commits is one at which the process dies.</param>
/// <param name="Check">What is true when everything is final.</param>
internal sealed record CrashScenario(Func<DatabaseProvider, Task<PayoutWorld>> Begin, Func<PayoutWorld, Task> Act, Func<PayoutWorld, Task> Check)
{
    /// <summary>What whoever began it does when the faucet is back, and may have to do again. The worker goes on by itself.</summary>
    public Func<PayoutWorld, Task> GoOn { get; init; } = _ => Task.CompletedTask;

    /// <summary>Blocks until all of it is final, wherever it began anew. Few, for they are most of what a world costs.</summary>
    public int Blocks { get; init; } = 3;

    /// <summary>What is true besides when nothing died: that the scenario is the one that it is taken for.</summary>
    public Func<PayoutWorld, Task> CheckUndisturbed { get; init; } = _ => Task.CompletedTask;
}
