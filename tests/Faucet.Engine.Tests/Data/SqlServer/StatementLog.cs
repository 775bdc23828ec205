using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Faucet.Engine.Data;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>A place in the engine's code that had a statement sent.</summary>
internal readonly record struct CallSite(string Type, string Method, int Offset);

/// <summary>What was sent, and from where.</summary>
internal sealed class StatementLog
{
    private static readonly Assembly Engine = typeof(FaucetDatabase).Assembly;

    private readonly ConcurrentDictionary<CapturedStatement, bool> statements = [];
    private readonly ConcurrentDictionary<CallSite, bool> callSites = [];

    public IReadOnlyCollection<CapturedStatement> Statements => [.. statements.Keys];

    public IReadOnlyCollection<CallSite> CallSites => [.. callSites.Keys];

    /// <param name="statement">Null: only where it came from is of interest.</param>
    public void Record(CapturedStatement? statement)
    {
        if (statement is not null)
        {
            statements.TryAdd(statement, true);
        }

        // All the way from the engine's call down to here nothing waits: whoever sent the statement is on the stack.
        foreach (var frame in new StackTrace(fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is { DeclaringType: { } type } method && type.Assembly == Engine)
            {
                callSites.TryAdd(new CallSite(type.FullName!, method.Name, frame.GetILOffset()), true);
            }
        }
    }
}
