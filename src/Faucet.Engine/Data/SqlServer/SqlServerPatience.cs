using Microsoft.Data.SqlClient;

namespace Faucet.Engine.Data.SqlServer;

/// <summary>How long SQL Server is waited for, unless the operator's connection string says otherwise.</summary>
internal static class SqlServerPatience
{
    public static string Apply(string connectionString)
    {
        var builder = new SqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Connect Timeout"))
        {
            builder.ConnectTimeout = DatabasePatience.Seconds;
        }

        if (!builder.ShouldSerialize("Command Timeout"))
        {
            builder.CommandTimeout = DatabasePatience.Seconds;
        }

        return builder.ToString();
    }
}
