using Npgsql;

namespace Faucet.Engine.Data.Postgres;

/// <summary>How the faucet speaks with PostgreSQL, unless the operator's connection string says otherwise.</summary>
internal static class PostgresConnectionSettings
{
    /// <summary>Of one connection. A wallet's page asks four; all pages and workers together some dozens.</summary>
    private const int PreparedStatements = 64;

    public static string Apply(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);

        // The driver's own 15 and 30 seconds, and as many again for the cancelling, are longer than a visitor waits.
        Unless("Timeout", () => builder.Timeout = DatabasePatience.Seconds);
        Unless("Command Timeout", () => builder.CommandTimeout = DatabasePatience.Seconds);

        // A server that does not answer does not answer the request to cancel either: the connection is dropped at once.
        Unless("Cancellation Timeout", () => builder.CancellationTimeout = -1);

        // The server takes three times as long to plan what a wallet's page asks as to answer it (decision 30).
        Unless("Max Auto Prepare", () => builder.MaxAutoPrepare = PreparedStatements);
        return builder.ToString();

        void Unless(string keyword, Action set)
        {
            if (!builder.ShouldSerialize(keyword))
            {
                set();
            }
        }
    }
}
