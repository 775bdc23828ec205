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

    private static readonly HashSet<int> Unavailable =
    [
        -2,             // time-out
        2, 53, 258,     // no network path
        121, 10054, 10060, 10061,
        1105, 9002,     // file group or log full
        1205,           // deadlock victim
        1222,           // lock request time-out
        4060, 18456,    // database or login not (yet) there
        40197, 40501, 40613, 49918,
    ];

    public override bool IsUniqueViolation(DbException exception) => exception is SqlException { Number: DuplicateKeyRow or ConstraintViolation };

    public override bool IsUnavailable(DbException exception) => exception is SqlException sql && Unavailable.Contains(sql.Number);

    protected override string? Driver => "Microsoft.Data.SqlClient";

    /// <remarks>The migration allows snapshot isolation.</remarks>
    public override Task<IDbContextTransaction> BeginSnapshotAsync(FaucetDbContext db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(IsolationLevel.Snapshot, cancellationToken);

    internal override ClaimStore OpenClaimStore(DbConnection connection) => new SqlServerClaimStore((SqlConnection)connection);
}
