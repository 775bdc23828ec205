namespace Faucet.Engine.Data;

/// <summary>How long a database is waited for.</summary>
public static class DatabasePatience
{
    /// <summary>For a connection, and for each command of a page or a claim. All of them take milliseconds.</summary>
    public const int Seconds = 5;

    /// <summary>For a person at a shell, and for migrations: a look at every row of a large ledger.</summary>
    public static readonly TimeSpan AtAShell = TimeSpan.FromHours(1);
}
