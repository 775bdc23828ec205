using Npgsql;

namespace Faucet.Engine.Data.Postgres;

/// <summary>How long PostgreSQL is waited for, unless the operator's connection string says otherwise.</summary>
/// <remarks>The driver's own 15 and 30 seconds, and as many again for the cancelling, are longer than a visitor waits.</remarks>
internal static class PostgresPatience
{
    public static string Apply(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Timeout"))
        {
            builder.Timeout = DatabasePatience.Seconds;
        }

        if (!builder.ShouldSerialize("Command Timeout"))
        {
            builder.CommandTimeout = DatabasePatience.Seconds;
        }

        if (!builder.ShouldSerialize("Cancellation Timeout"))
        {
            // A server that does not answer does not answer the request to cancel either: the connection is dropped at once.
            builder.CancellationTimeout = -1;
        }

        return builder.ToString();
    }
}
