namespace Faucet.Engine.Data;

/// <summary>The faucet's database: opens contexts and knows the dialect.</summary>
public sealed class FaucetDatabase(DatabaseProvider provider, DatabaseDialect dialect, Func<FaucetDbContext> open)
{
    public DatabaseProvider Provider { get; } = provider;

    public DatabaseDialect Dialect { get; } = dialect;

    /// <summary>A context of its own for one piece of work; dispose of it.</summary>
    public FaucetDbContext Open() => open();
}
