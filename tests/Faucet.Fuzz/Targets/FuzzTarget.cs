using System.Diagnostics;

namespace Faucet.Fuzz.Targets;

/// <summary>Code that reads what strangers send, and what must hold whatever they send.</summary>
internal abstract class FuzzTarget
{
    /// <summary>A paste or a payload costs microseconds: this long is a hang, even on a machine that does other things.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Inputs to start from: what is accepted, and what is nearly.</summary>
    public abstract IEnumerable<byte[]> Seeds();

    /// <exception cref="FuzzException">Something that must hold does not.</exception>
    public void Try(byte[] input)
    {
        var started = Stopwatch.GetTimestamp();
        Check(input);
        Require(Stopwatch.GetElapsedTime(started) < Patience, "it answers at once");
    }

    protected abstract void Check(byte[] input);

    protected static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new FuzzException($"This must hold and does not: {what}.");
        }
    }
}

internal sealed class FuzzException(string message) : Exception(message);
