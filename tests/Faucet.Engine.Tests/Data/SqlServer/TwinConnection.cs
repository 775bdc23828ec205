using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Tests.Data.SqlServer;

/// <summary>Looks like a connection to SQL Server and is one to the twin.</summary>
internal sealed class TwinConnection(SqlServerTwin twin, SqliteConnection sqlite) : DbConnection
{
    public SqlServerTwin Twin { get; } = twin;

    public SqliteConnection Sqlite { get; } = sqlite;

    /// <summary>Between taking and giving back EF Core's migration lock.</summary>
    public bool IsMigrating { get; set; }

    public TwinTransaction? Pending { get; set; }

    public TwinReader? Reader { get; set; }

    [AllowNull]
    public override string ConnectionString { get; set; } = "Server=twin;Database=Faucet";

    public override string Database => "Faucet";

    public override string DataSource => "twin";

    public override string ServerVersion => "16.0";

    public override ConnectionState State => Sqlite.State;

    public override void Open()
    {
        Sqlite.Open();
        Sqlite.CreateFunction("from_base64", (string? text) => text is null ? null : Convert.FromBase64String(text), isDeterministic: true);
    }

    public override void Close() => Sqlite.Close();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        Pending = new TwinTransaction(this, Sqlite.BeginTransaction(deferred: isolationLevel == IsolationLevel.Snapshot), isolationLevel);

    protected override DbCommand CreateDbCommand() => new TwinCommand { Connection = this };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Sqlite.Dispose();
        }

        base.Dispose(disposing);
    }
}
