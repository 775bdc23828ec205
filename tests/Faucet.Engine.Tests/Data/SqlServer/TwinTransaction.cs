using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Faucet.Engine.Tests.Data.SqlServer;

internal sealed class TwinTransaction(TwinConnection connection, SqliteTransaction sqlite, IsolationLevel isolationLevel) : DbTransaction
{
    public SqliteTransaction Sqlite { get; } = sqlite;

    public override IsolationLevel IsolationLevel => isolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit()
    {
        Sqlite.Commit();
        connection.Pending = null;
    }

    public override void Rollback()
    {
        Sqlite.Rollback();
        connection.Pending = null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Sqlite.Dispose();
            connection.Pending = null;
        }

        base.Dispose(disposing);
    }
}
