using System.Data;
using System.Data.Common;
using Faucet.Engine.Claims;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Faucet.Engine.Data.SqlServer;

/// <summary>SQL Server's error numbers (learn.microsoft.com, "Database engine events and errors").</summary>
internal sealed class SqlServerDialect : DatabaseDialect
{
    // Index and constraint report a duplicate by different numbers.
    private const int DuplicateKeyRow = 2601;
    private const int ConstraintViolation = 2627;

    // From here up the server or the driver gives the connection up. A refused connection has this class and, on Linux, no number.
    private const byte ConnectionLost = 20;

    private static readonly HashSet<int> Unavailable =
    [
        -2,             // time-out
        2, 53, 258,     // no network path
        64, 121, 233, 10053, 10054, 10060, 10061, 11001,
        701, 1204,      // out of memory or locks
        1101, 1105, 9002,   // disk, file group or log full
        1205,           // deadlock victim
        1222,           // lock request time-out
        4060, 18456,    // database or login not (yet) there
        6005, 17142, 18401,     // shutting down, paused, upgrading itself
        40197, 40501, 40613, 49918,
    ];

    public override bool IsUniqueViolation(DbException exception) => exception is SqlException { Number: DuplicateKeyRow or ConstraintViolation };

    public override bool IsUnavailable(DbException exception) =>
        exception is SqlException sql && (sql.Class >= ConnectionLost || Unavailable.Contains(sql.Number));

    protected override string? Driver => "Microsoft.Data.SqlClient";

    /// <remarks>The migration allows snapshot isolation.</remarks>
    public override Task<IDbContextTransaction> BeginSnapshotAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(IsolationLevel.Snapshot, cancellationToken);

    internal override ClaimStore OpenClaimStore(DbConnection connection) => new SqlServerClaimStore(connection);
}
